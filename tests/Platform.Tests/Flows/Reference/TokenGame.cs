namespace Platform.Tests.Flows.Reference;

/// <summary>What the game can get wrong, to show that a difference would be seen.</summary>
public enum Misreading
{
    None,
    AllGoesOnWithTheFirst,
    AllWaitsForWhatCannotCome,
    AllGoesOnForEveryBranch,
    FirstLeavesTheOthers,
    FirstWaitsForAll,
    SentBackIsNotWaitedFor,
    SwitchTakesOnlyOne,
    LoopRunsOnceMore,
    LeavingEndsNothingElse,
    DeadWayGoesOn,
    WithdrawingLeavesTheTimers,
}

/// <summary>
/// What a flow does, told of its blocks instead of its connections: work is a tree, and a block is over when its parts are. Knows nothing of charts, and shares nothing
/// with the interpreter but the format the block is drawn in.
/// </summary>
internal sealed partial class TokenGame
{
    private readonly Misreading _wrong;
    private readonly Work _root;
    private readonly Dictionary<string, (WaitKind Kind, Work At)> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);

    public TokenGame(Block flow, Misreading wrong = Misreading.None) => (_wrong, _root) = (wrong, new Work(this, null, new Block.Chart("root", flow), ""));

    /// <summary>Steps that ran, in no order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>What can happen next, by the key of the step that waits for it.</summary>
    public IEnumerable<(string Key, WaitKind Kind)> Open => _open.Select(o => (o.Key, o.Value.Kind));

    public bool IsOver => _root.IsOver;

    public static string MergeOf(string fork) => fork + "merge";

    /// <summary>How long a timer waits.</summary>
    public static TimeSpan SpanOf(string wait) => TimeSpan.FromMinutes(10 + (int.Parse(wait.AsSpan(1)) * 37 % 600));

    public void Start() => _root.Start();

    /// <param name="key">Of something open.</param>
    public void Happens(string key)
    {
        var (kind, at) = _open[key];
        _open.Remove(key);
        if (kind == WaitKind.Signal)
        {
            Ran.Add(key);
        }

        at.End(arrived: true);
    }

    /// <summary>Everything ends.</summary>
    public void Withdraw()
    {
        foreach (var key in _open.Where(o => _wrong != Misreading.WithdrawingLeavesTheTimers || o.Value.Kind != WaitKind.Timer).Select(o => o.Key).ToList())
        {
            _open.Remove(key);
        }
    }

    private T Planned<T>(string key, IReadOnlyList<T> plan) => plan[Math.Min(_runs[key], plan.Count) - 1];

    private void Runs(string key, bool shown = true)
    {
        _runs[key] = _runs.GetValueOrDefault(key) + 1;
        if (shown)
        {
            Ran.Add(key);
        }
    }
}

namespace Platform.Drills;

/// <summary>People who work all at once, each waiting for the answer to one request before sending the next.</summary>
internal abstract class Crowd(Ledger.Writer ledger, int size, int seed)
{
    private int _answers;
    private volatile bool _enough;

    /// <summary>Commands answered so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>What one of them met that must not be; it stops all of them.</summary>
    public Exception? Wrong { get; private set; }

    protected bool Enough => _enough;

    /// <summary>Works until <see cref="Stop"/>; ends when every command that was begun is answered.</summary>
    public Task WorkAsync() => Task.WhenAll(Enumerable.Range(0, size).Select(n => Task.Run(() => WorkAsync(n))));

    public void Stop() => _enough = true;

    /// <summary>What one of them does from one filing to the next.</summary>
    /// <param name="round">Counts from 0 for each of them.</param>
    protected abstract Task RoundAsync(int worker, int round, Random dice);

    /// <summary>A command was answered: it is written down before anything more is sent.</summary>
    protected void Answered(Ledger.Line line)
    {
        ledger.Add(line);
        Interlocked.Increment(ref _answers);
    }

    private async Task WorkAsync(int worker)
    {
        var dice = new Random(seed + worker);
        try
        {
            for (var round = 0; !_enough; round++)
            {
                await RoundAsync(worker, round, dice);
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is what the drill was looking for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Wrong = e;
            _enough = true;
        }
    }
}

/// <summary>Files cases and takes each some way.</summary>
/// <param name="run">Sets the keys of this crowd apart from those of another one.</param>
internal sealed class CaseCrowd(Office office, Ledger.Writer ledger, int size, int seed, string run) : Crowd(ledger, size, seed)
{
    protected override async Task RoundAsync(int worker, int round, Random dice)
    {
        var number = await FileAsync($"{run}-{worker}-{round}");
        var acts = dice.Next(Office.Walk.Count + 1);
        for (var act = 0; act < acts && !Enough; act++)
        {
            await CompleteAsync(number, act, $"{run}-{worker}-{round}-{act}");
        }
    }

    private async Task<string> FileAsync(string key)
    {
        var file = await office.UploadAsync();
        var filing = AnsweredFiling.Of(key, file, await office.FileAsync(key, file));
        Answered(new(Filing: filing));
        return filing.Number;
    }

    private async Task CompleteAsync(string number, int act, string key)
    {
        var task = await office.TaskAsync(Office.Walk[act].User, number) ?? throw new WrongAnswerException($"Nobody has a task of case {number} after act {act}.");
        var answer = await office.CompleteAsync(Office.Walk[act], task, key);
        Answered(new(Completion: new(key, act, number, task, answer["state"]!.GetValue<string>(), answer["version"]!.GetValue<long>())));
    }
}

/// <summary>Files bundles and nothing else.</summary>
/// <param name="run">Sets the keys of this crowd apart from those of another one.</param>
internal sealed class BundleCrowd(Office office, Ledger.Writer ledger, int size, int seed, string run) : Crowd(ledger, size, seed)
{
    private readonly Guid[] _papers = new Guid[size];

    /// <summary>Each of them puts up one file for all bundles, so that what is under way is bundles.</summary>
    protected override async Task RoundAsync(int worker, int round, Random dice)
    {
        if (round == 0)
        {
            _papers[worker] = await office.UploadAsync();
        }

        var key = $"{run}-{worker}-{round}";
        Answered(new(Bundle: AnsweredBundle.Of(key, _papers[worker], await office.FileBundleAsync(key, _papers[worker]))));
    }
}

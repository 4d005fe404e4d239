using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Frame;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Moves;

/// <summary>Where open cases are put onto the version of their flow that is in force (A15): looked at first, then moved, and moved back while untouched.</summary>
public sealed partial class MovesPage
{
    private const int PageSize = 50;

    /// <summary>Orders among which the last one of the flow is looked for.</summary>
    private const int MostOrders = 200;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _mapping = new(StringComparer.Ordinal);
    private Definition? _flow;
    private CaseMove? _order;
    private IReadOnlyDictionary<CaseMoveOutcome, int> _counts = new Dictionary<CaseMoveOutcome, int>();
    private List<CaseMoveLine> _lines = [];
    private StepMapping _steps = new(0, [], []);
    private IReadOnlyList<(int Version, int Number)> _versions = [];

    /// <summary>Open cases of which the lists do not know yet on which flow they run.</summary>
    private int _unread;
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private string _title = "";
    private bool _missing;
    private bool _more;

    [Parameter]
    public string Key { get; set; } = "";

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private CaseMoves Moves { get; set; } = default!;

    [Inject]
    private CaseMoveStore Store { get; set; } = default!;

    [Inject]
    private IOpenCases OpenCases { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private bool IsAtWork => _order?.Stage is CaseMoveStage.Looking or CaseMoveStage.Moving or CaseMoveStage.Undoing;

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out var owner) || !Current.Actor.May(Permissions.DefinitionsPublish, owner)
            || await Definitions.FindActiveAsync(DefinitionKind.Flow, Key, owner, Gone) is not { } flow || flow.Id.Owner != owner)
        {
            _missing = true;
            return;
        }

        var place = await Localities.FindAsync(owner, Gone);
        var name = new DefinitionName(DefinitionKind.Flow, Key, owner);
        _title = DocumentTitles.Of((JsonObject)JsonNode.Parse(flow.Json)!) ?? Key;
        _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? owner.Value, EditorUrl.HomeOf(owner)), (_title, EditorUrl.Of(name, EditorFrame.PublishView))];
        _order = (await Moves.ListAsync(Current.Actor, owner, MostOrders, Gone)).Value.FirstOrDefault(m => m.Flow == Key && m.Stage != CaseMoveStage.Dropped);
        _flow = flow;
        await ReadOrderAsync();
        await ReadPlanAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = InvokeAsync(WatchAsync);
        }
    }

    private static string? Tone(CaseMoveOutcome outcome) => outcome switch
    {
        CaseMoveOutcome.Movable or CaseMoveOutcome.Moved => "good",
        CaseMoveOutcome.Blocked or CaseMoveOutcome.Failed => "bad",
        CaseMoveOutcome.Kept => "warn",
        _ => null,
    };

    private void Choose(string gone, string? step)
    {
        _mapping.Remove(gone);
        if (!string.IsNullOrEmpty(step))
        {
            _mapping[gone] = step;
        }
    }

    private Task PlanAsync() => BusyAsync(async () =>
    {
        var planned = await Moves.PlanAsync(Current.Actor, _flow!.Id.Owner, Key, _mapping, Gone);
        Refused = planned.Problems;
        if (planned.TryGet(out var order))
        {
            _order = order;
            await ReadOrderAsync();
        }
    });

    private Task DecideAsync(Func<Actor, Guid, CancellationToken, Task<Result<CaseMove>>> decide) => BusyAsync(async () =>
    {
        var decided = await decide(Current.Actor, _order!.Id, Gone);
        Refused = decided.Problems;
        await ReadOrderAsync();
        await ReadPlanAsync();
    });

    private Task MoreAsync() => BusyAsync(async () =>
    {
        var lines = await Store.LinesAsync(_order!.Id, null, _lines[^1].Case, PageSize + 1, Gone);
        _lines.AddRange(lines.Take(PageSize));
        _more = lines.Count > PageSize;
    });

    private async Task ReadOrderAsync()
    {
        if (_order is not { } order)
        {
            return;
        }

        var found = await Moves.FindAsync(Current.Actor, order.Id, Gone);
        _order = found.Succeeded ? found.Value : null;
        _counts = await Store.CountAsync(order.Id, Gone);
        var shown = Math.Max(PageSize, _lines.Count);
        var lines = await Store.LinesAsync(order.Id, null, null, shown + 1, Gone);
        _lines = [.. lines.Take(shown)];
        _more = lines.Count > shown;
    }

    /// <summary>Which former versions open cases run on, and how their steps stand to those in force.</summary>
    private async Task ReadPlanAsync()
    {
        var open = await OpenCases.CountAsync(new LocalityScope(_flow!.Id.Owner), await Definitions.ListKeysAsync(DefinitionKind.Item, Gone), Gone);
        var older = open.Where(o => o.Flow is { } flow && flow.Key == Key && flow.Owner == _flow.Id.Owner && flow != _flow.Id).GroupBy(o => o.Flow!).OrderBy(g => g.Key.Version).ToList();
        var former = new List<JsonObject>();
        foreach (var version in older)
        {
            former.Add((JsonObject)JsonNode.Parse((await Definitions.GetAsync(version.Key, Gone)).Json)!);
        }

        _unread = open.Where(o => o.Flow is null).Sum(o => o.Number);
        _versions = [.. older.Select(g => (g.Key.Version, g.Sum(o => o.Number)))];
        _steps = StepMapping.Of(former, (JsonObject)JsonNode.Parse(_flow.Json)!);
    }

    /// <summary>Shows how far the work has come.</summary>
    private async Task WatchAsync()
    {
        using var rounds = new PeriodicTimer(Round, Clock);
        try
        {
            while (!Gone.IsCancellationRequested && await rounds.WaitForNextTickAsync(Gone))
            {
                if (IsAtWork && !Busy)
                {
                    await ReadOrderAsync();
                    if (!IsAtWork)
                    {
                        await ReadPlanAsync();
                    }

                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

}

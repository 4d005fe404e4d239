using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>Where the neutral desk handles negative ratings: claims, calls back, finds, agrees, decides appeals, answers and closes. What is late stands first in the eye.</summary>
public sealed partial class EvaluationDeskPage
{
    private readonly Dictionary<string, string> _words = [];
    private HandlingState _state;
    private List<EvaluationDesk.Item>? _items;
    private IReadOnlyList<StateCount> _counts = [];
    private IReadOnlyList<EvaluationDesk.Step> _steps = [];
    private EvaluationDesk.Contact? _contact;
    private string? _next;
    private string? _problem;
    private bool _busy;
    private bool _open;
    private bool _looking;
    private EvaluationDesk.Item? _chosen;
    private string? _action;
    private RatingFinding _outcome;
    private bool _upheld;
    private bool _agreed;
    private string _text = "";
    private string _released = "";

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [Inject]
    private EvaluationDesk Desk { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        var state = Enum.TryParse<HandlingState>(StateInUrl, ignoreCase: true, out var wanted) ? wanted : HandlingState.Received;
        if (_items is null || state != _state)
        {
            _state = state;
            await ReadAsync();
        }
    }

    private static string Word<TWord>(TWord value)
        where TWord : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Buttons of a row: what the guards allow, where several findings share one dialog.</summary>
    private static IEnumerable<string> Actions(EvaluationDesk.Item item) =>
        item.Acts.Select(a => a switch
        {
            "confirm" or "findMistaken" or "findMalicious" => "verify",
            "upholdAppeal" or "dismissAppeal" => "appeal",
            "disagreeWithAppeal" => "disagree",
            _ => a,
        }).Distinct();

    private IEnumerable<(string Name, string Text)> Written(EvaluationDesk.Item item) =>
        new (string Name, string? Text)[]
        {
            (T["desk.finding"], item.Finding),
            (T["desk.released"], item.Released),
            (T["desk.appealText"], item.Appeal),
            (T["desk.appealDecision"], item.AppealDecision),
            (T["desk.report"], item.Report),
            (T["handling.answer"], item.Answer),
            (T["desk.reRating"], item.ReRating is { } verdict ? T["handling.grade." + Word(verdict)] + (item.ReRatingText is { } text ? T["list.separator"] + text : "") : null),
            (T["desk.correctionText"], item.Correction),
        }.Where(w => w.Text is { Length: > 0 }).Select(w => (w.Name, w.Text!));

    private async Task ReadAsync()
    {
        var page = (await Desk.ListAsync(Current.Actor, _state, null, CancellationToken.None)).Value;
        (_items, _next, _counts) = ([.. page.Items], page.Next, page.Counts);
    }

    private async Task MoreAsync()
    {
        var page = (await Desk.ListAsync(Current.Actor, _state, _next, CancellationToken.None)).Value;
        _items!.AddRange(page.Items);
        _next = page.Next;
    }

    private async Task BeginAsync(EvaluationDesk.Item item, string action)
    {
        var id = item.Id;
        switch (action)
        {
            case "claim":
                await ActAsync(() => Desk.ActAsync(Current.Actor, id, new HandlingAct.Claim(), null, CancellationToken.None));
                break;
            case "agree" or "disagree":
                await ActAsync(() => Desk.AgreeAsync(Current.Actor, id, action == "agree", CancellationToken.None));
                break;
            case "close":
                await ActAsync(() => Desk.ActAsync(Current.Actor, id, new HandlingAct.Close(), null, CancellationToken.None));
                break;
            default:
                (_chosen, _action, _outcome, _upheld, _agreed, _text, _released, _open) = (item, action, RatingFinding.Confirmed, false, false, "", item.Text ?? "", true);
                _words.Clear();
                break;
        }
    }

    private async Task SaveAsync()
    {
        var (actor, id) = (Current.Actor, _chosen!.Id);
        var result = await ActAsync(() => _action switch
        {
            "verify" => Desk.VerifyAsync(actor, id, new(_outcome, _text, _outcome == RatingFinding.Confirmed ? _released : null), CancellationToken.None),
            "appeal" => Desk.DecideAppealAsync(actor, id, _upheld, _text, CancellationToken.None),
            "returnReport" => Desk.ActAsync(actor, id, new HandlingAct.ReturnReport(_text), null, CancellationToken.None),
            "sendAnswer" => Desk.ActAsync(actor, id, new HandlingAct.SendAnswer(_text), new Uri(Navigation.BaseUri), CancellationToken.None),
            "reopen" => Desk.ActAsync(actor, id, new HandlingAct.Reopen(_text), null, CancellationToken.None),
            "requestCorrection" => Desk.ActAsync(actor, id, new HandlingAct.RequestCorrection(_text, _agreed), null, CancellationToken.None),
            _ => throw new InvalidOperationException($"Unknown action {_action}."),
        });
        _words.Clear();
        foreach (var problem in result.Problems.Where(p => p.Field is not null))
        {
            _words[problem.Field is "released" or "applicantAgreed" ? problem.Field : "text"] = Text(problem);
        }

        _open = _words.Count > 0;
        _problem = _open ? null : _problem;
    }

    private async Task ShowContactAsync(EvaluationDesk.Item item)
    {
        var contact = await Desk.ContactAsync(Current.Actor, item.Id, CancellationToken.None);
        (_contact, _looking, _problem) = (contact.Succeeded ? contact.Value : null, contact.Succeeded, contact.Succeeded ? null : Text(contact.Problems[0]));
    }

    private async Task ShowStepsAsync(EvaluationDesk.Item item)
    {
        var steps = await Desk.StepsAsync(Current.Actor, item.Id, CancellationToken.None);
        (_contact, _steps, _looking) = (null, steps.Succeeded ? steps.Value.Items : [], true);
    }

    private async Task<Result<EvaluationDesk.Item>> ActAsync(Func<Task<Result<EvaluationDesk.Item>>> act)
    {
        _busy = true;
        var result = await act();
        _busy = false;
        _problem = result.Succeeded ? null : Text(result.Problems[0]);
        if (result.TryGet(out var item))
        {
            Snackbar.Add(T["desk.nowIn", T["desk.state." + Word(item.State)]], Severity.Success);
        }

        await ReadAsync();
        return result;
    }

    private string Text(Problem problem) => Problems.Of(problem, CultureInfo.CurrentUICulture);
}

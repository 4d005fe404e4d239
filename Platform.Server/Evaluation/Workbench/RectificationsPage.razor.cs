using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>Where a department takes confirmed ratings up, appeals, and reports what it put right. It does not learn who rated, nor in which case.</summary>
public sealed partial class RectificationsPage
{
    private List<Rectifications.Item>? _items;
    private string? _next;
    private string? _problem;
    private bool _busy;
    private bool _open;
    private bool _shown;
    private Rectifications.Item? _chosen;
    private string? _act;
    private string _text = "";
    private string? _wrong;

    [SupplyParameterFromQuery(Name = "closed")]
    private bool Closed { get; set; }

    [Inject]
    private Rectifications All { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (_items is null || _shown != Closed)
        {
            _shown = Closed;
            await ReadAsync();
        }
    }

    private static string Word<TWord>(TWord value)
        where TWord : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private IEnumerable<(string Name, string Text)> Written(Rectifications.Item item) =>
        new (string Name, string? Text)[]
        {
            (T["desk.appealText"], item.Appeal),
            (T["desk.appealDecision"], item.AppealDecision),
            (T["desk.report"], item.Report),
            (T["rectify.returned"], item.ReturnReason),
            (T["handling.answer"], item.Answer),
            (T["desk.reRating"], item.ReRating is { } verdict ? T["handling.grade." + Word(verdict)].Value : null),
        }.Where(w => w.Text is { Length: > 0 }).Select(w => (w.Name, w.Text!));

    private async Task ReadAsync()
    {
        var page = (await All.ListAsync(Current.Actor, Closed, null, CancellationToken.None)).Value;
        (_items, _next) = ([.. page.Items], page.Next);
    }

    private async Task MoreAsync()
    {
        var page = (await All.ListAsync(Current.Actor, Closed, _next, CancellationToken.None)).Value;
        _items!.AddRange(page.Items);
        _next = page.Next;
    }

    private async Task BeginAsync(Rectifications.Item item, string act)
    {
        if (act == "takeUp")
        {
            await ActAsync(item, new HandlingAct.TakeUp());
            return;
        }

        (_chosen, _act, _text, _wrong, _open) = (item, act, "", null, true);
    }

    private async Task SaveAsync()
    {
        var result = await ActAsync(_chosen!, _act == "appeal" ? new HandlingAct.Appeal(_text) : new HandlingAct.Report(_text));
        _wrong = result.Problems.FirstOrDefault(p => p.Field is not null) is { } wrong ? Problems.Of(wrong, CultureInfo.CurrentUICulture) : null;
        _open = _wrong is not null;
        _problem = _open ? null : _problem;
    }

    private async Task<Result<Rectifications.Item>> ActAsync(Rectifications.Item item, HandlingAct act)
    {
        _busy = true;
        var result = await All.ActAsync(Current.Actor, item.Id, act, CancellationToken.None);
        _busy = false;
        _problem = result.Succeeded ? null : Problems.Of(result.Problems[0], CultureInfo.CurrentUICulture);
        if (result.TryGet(out var now))
        {
            Snackbar.Add(T["desk.nowIn", T["desk.state." + Word(now.State)]], Severity.Success);
        }

        await ReadAsync();
        return result;
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>Where the neutral desk claims negative ratings, writes down what the call-back gave and agrees to set malicious ones aside.</summary>
public sealed partial class EvaluationDeskPage
{
    private RatingTaskState _state;
    private List<EvaluationDesk.Item>? _items;
    private string? _next;
    private string? _problem;
    private bool _busy;
    private bool _open;
    private EvaluationDesk.Item? _verifying;
    private RatingFinding _outcome;
    private string _finding = "";
    private string? _findingProblem;

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [Inject]
    private EvaluationDesk Desk { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        var state = Enum.TryParse<RatingTaskState>(StateInUrl, ignoreCase: true, out var wanted) ? wanted : RatingTaskState.Received;
        if (_items is null || state != _state)
        {
            _state = state;
            await ReadAsync();
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private async Task ReadAsync()
    {
        var page = (await Desk.ListAsync(Current.Actor, _state, null, CancellationToken.None)).Value;
        (_items, _next) = ([.. page.Items], page.Next);
    }

    private async Task MoreAsync()
    {
        var page = (await Desk.ListAsync(Current.Actor, _state, _next, CancellationToken.None)).Value;
        _items!.AddRange(page.Items);
        _next = page.Next;
    }

    private Task<Result<EvaluationDesk.Item>> ClaimAsync(EvaluationDesk.Item item) => ActAsync(() => Desk.ClaimAsync(Current.Actor, item.Id, CancellationToken.None), T["desk.claimed"]);

    private Task<Result<EvaluationDesk.Item>> AgreeAsync(EvaluationDesk.Item item, bool agreed) =>
        ActAsync(() => Desk.AgreeAsync(Current.Actor, item.Id, new(agreed), CancellationToken.None), T[agreed ? "desk.agreed" : "desk.givenBack"]);

    private void Open(EvaluationDesk.Item item)
    {
        (_verifying, _outcome, _finding, _findingProblem, _open) = (item, RatingFinding.Confirmed, "", null, true);
    }

    private async Task VerifyAsync()
    {
        var result = await ActAsync(() => Desk.VerifyAsync(Current.Actor, _verifying!.Id, new(_outcome, _finding), CancellationToken.None), T["desk.verified"]);
        _findingProblem = result.Problems.FirstOrDefault(p => p.Field == "finding") is { } wrong ? Text(wrong) : null;
        _open = _findingProblem is not null;
        _problem = _open ? null : _problem;
    }

    private async Task<Result<EvaluationDesk.Item>> ActAsync(Func<Task<Result<EvaluationDesk.Item>>> act, string done)
    {
        _busy = true;
        var result = await act();
        _busy = false;
        _problem = result.Succeeded ? null : Text(result.Problems[0]);
        if (result.Succeeded)
        {
            Snackbar.Add(done, Severity.Success);
        }

        await ReadAsync();
        return result;
    }

    private string Text(Problem problem) => Problems.Of(problem, CultureInfo.CurrentUICulture);
}

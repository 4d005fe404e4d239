using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>One task of the person who looks at the case. It outlives the task: what was typed stays readable when somebody else has finished it.</summary>
public sealed partial class TaskPanel
{
    private static readonly string[] Inputs =
        ["notice", "notice.deadline", "reason", "competentBody", "toldDays", "findings", "promise", "promise.dueOn", "reasons", "legalBasis", "remedies", "effectiveFrom", "effectiveTo", "method", "proof", "opinion", "to"];

    private CaseTask _task = default!;
    private TaskForm _form = new();
    private FieldProblems _problems = FieldProblems.None;
    private DraftKeeper _keeper = default!;
    private bool _busy;
    private string _backTo = "";
    private IReadOnlyList<EarlierStep> _earlier = [];

    [Parameter, EditorRequired]
    public Guid TaskId { get; set; }

    /// <summary>The person has seen that the task is over, or finished it.</summary>
    [Parameter]
    public EventCallback<Guid> OnClosed { get; set; }

    [CascadingParameter]
    private CaseBench Bench { get; set; } = default!;

    [Inject]
    private TaskDesk Desk { get; set; } = default!;

    [Inject]
    private TaskMoves Moves { get; set; } = default!;

    [Inject]
    private OpinionStore Opinions { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>What the notice builder works on.</summary>
    internal TaskForm Form => _form;

    internal FieldProblems Problems => _problems;

    private bool IsClosed => Bench.Sheet?.File.FindTask(TaskId) is not { } now || (now.Assignee is not null && now.Assignee != Bench.Actor.AccountId && Bench.Actor.InPlaceOf(now.Assignee) is null);

    /// <summary>As in the work list: the earlier of the step's own deadline and the case's.</summary>
    private (DateOnly? On, WarningDays? Warnings) Due => CaseClocks.DueOf(_task, Bench.Sheet!.File);

    /// <summary>The task's own ways to end, and sending back wherever somebody has done something before.</summary>
    private IReadOnlyList<TaskOutcome> Outcomes => IsBackDrawn || _earlier.Count == 0 ? _task.Outcomes : [.. _task.Outcomes, new(TaskDesk.SendBackOutcome, LocalizedText.Of(T["sendBack.outcome"].Value), OpinionRequired: true)];

    /// <summary>The flow draws where sending back leads, beside what the person can choose.</summary>
    private bool IsBackDrawn => _task.Outcomes.Exists(o => o.Key == TaskDesk.SendBackOutcome);

    /// <summary>What would become of the steps between, in words.</summary>
    private string? BackHint => _earlier.FirstOrDefault(e => e.StepId == _backTo) is not { } step ? null
        : step.Ends.Count > 0 ? T["sendBack.ends", string.Join(T["list.separator"], step.Ends.Select(id => Bench.Sheet!.File.FindTask(id)?.Title.ToString()).OfType<string>())].Value
        : T["sendBack.way." + step.Way].Value;

    private string Prefix => TaskId.ToString("N")[^6..];

    private string Typed => string.Join("\n\n", new[] { _form.Opinion, _form.Reason, _form.Reasons, _form.Findings }.Where(t => t.Trim().Length > 0));

    private IReadOnlyList<CaseMaterial> Deferrable => [.. Bench.Sheet!.File.Content.Materials.Where(m => m.Status == MaterialStatus.Missing && Bench.Sheet.Item.Item.Materials.Any(r => r.Key == m.Key && r.Deferrable))];

    private IReadOnlyList<DeliveryMethod> Methods =>
        _task.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("methods", out var methods) && methods.ValueKind == JsonValueKind.Array
            ? [.. methods.EnumerateArray().Select(m => Enum.TryParse<DeliveryMethod>(m.GetString(), ignoreCase: true, out var method) ? method : (DeliveryMethod?)null).OfType<DeliveryMethod>()]
            : Enum.GetValues<DeliveryMethod>();

    private string? SavedWords => _keeper.Failed is { } failed ? Texts.Say(failed)
        : _keeper.SavedAt is { } at ? T["saved.at", ChinaTime.TimeOf(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture)].Value
        : null;

    public async ValueTask DisposeAsync() => await _keeper.DisposeAsync();

    protected override async Task OnInitializedAsync()
    {
        _task = Bench.Sheet!.File.FindTask(TaskId) ?? throw new InvalidOperationException($"Task {TaskId} is not open.");
        _keeper = new(Clock, SaveAsync, () => InvokeAsync(StateHasChanged));
        var kept = await Opinions.FindAsync(TaskId, Bench.Actor, CancellationToken.None);
        _earlier = await Moves.EarlierAsync(Bench.Sheet!.File, _task, CancellationToken.None);
        _backTo = IsBackDrawn || _earlier is not [var latest, ..] ? "" : latest.StepId;
        _form = kept is null ? Begin() : TaskForm.FromDraft(kept.Data, kept.Text);
        _keeper.SavedAt = kept?.SavedAt;
    }

    protected override void OnParametersSet()
    {
        if (Bench.Sheet?.File.FindTask(TaskId) is { } now)
        {
            _task = now;
        }
    }

    private static string? Text(JsonElement data, string name) => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement data, string name) => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;

    /// <summary>What the item says already need not be typed: documents are Chinese, so are the texts that go into them.</summary>
    private TaskForm Begin()
    {
        var form = new TaskForm { Outcome = _task.Outcomes is [{ } only] ? only.Key : null };
        if (_task.Kind == TaskKind.Decide)
        {
            var item = Bench.Sheet!.Item.Item;
            form.Remedies = _task.Data is { } data && Text(data, "remedies") is { } own ? own : item.Remedies.In(LocalizedText.Chinese);
            form.LegalBasis = string.Join("；", item.LegalBasis.Select(b => b.Law.In(LocalizedText.Chinese) + b.Article));
        }

        if (_task.Kind == TaskKind.Deliver && Methods is [var first, ..])
        {
            form.Method = first;
        }

        return form;
    }

    private bool Has(TaskParts part) => TaskForm.PartsOf(_task.Kind, _form.Outcome).HasFlag(part);

    private string Id(string input) => $"{input}-{Prefix}";

    private string? Wrong(string input) => _problems.At(input) is null ? null : "true";

    private string Described(string input) => $"{Id(input)}-h {Id(input)}-e";

    private void Choose(string outcome)
    {
        _form.Outcome = outcome;
        _problems = FieldProblems.None;
        if (Has(TaskParts.Notice) && _form.Notice.IsUntouched)
        {
            _form.Notice.Suggest(Bench.Sheet!.File.Content.Materials, T["reason.missing"]);
        }

        Touch();
    }

    private void Toggle(string material, bool on)
    {
        _form.GapMaterials.Remove(material);
        if (on)
        {
            _form.GapMaterials.Add(material);
        }

        Touch();
    }

    private void Touch() => _keeper.Touch();

    private Task<Result<Done>> SaveAsync() => Desk.SaveOpinionAsync(Bench.Actor, TaskId, _form.Opinion, _form.ToDraft(), CancellationToken.None);

    private Task ClaimAsync() => DoAsync(_ => new ClaimTask { Actor = Bench.Actor, TaskId = TaskId });

    private Task ReleaseAsync() => DoAsync(_ => new ReleaseTask { Actor = Bench.Actor, TaskId = TaskId });

    private async Task DoAsync(Func<CaseFile, CaseCommand> command)
    {
        _busy = true;
        _problems = FieldProblems.Of(await Bench.SendAsync(command, CancellationToken.None), Texts, Inputs);
        _busy = false;
    }

    private async Task CompleteAsync()
    {
        if (_busy || _form.Outcome is not { } outcome)
        {
            return;
        }

        _busy = true;
        await _keeper.FlushAsync();
        var (sheet, label) = (Bench.Sheet!, Outcomes.FirstOrDefault(o => o.Key == outcome)?.Label);
        var data = _form.Data(_task.Kind, sheet.MarkablePaths, sheet.MaterialKeys);
        var opinion = Has(TaskParts.Opinion) || Outcomes.Any(o => o.Key == outcome && o.OpinionRequired) ? _form.Opinion.Trim() : "";
        var refused = await Bench.SendAsync(
            file => outcome == TaskDesk.SendBackOutcome && _backTo.Length > 0
                ? Moves.SendBackAsync(Bench.Actor, TaskId, _backTo, opinion, file.Version, null, CancellationToken.None)
                : Desk.CompleteAsync(Bench.Actor, TaskId, outcome, opinion, data, file.Version, null, CancellationToken.None),
            CancellationToken.None);
        _busy = false;
        if (refused.Count == 0)
        {
            _keeper.Forget();
            Snackbar.Add(T["task.done", _task.Title, label?.ToString() ?? outcome], Severity.Success);
            await OnClosed.InvokeAsync(TaskId);
            return;
        }

        _problems = FieldProblems.Of(refused, Texts, Inputs);
    }
}

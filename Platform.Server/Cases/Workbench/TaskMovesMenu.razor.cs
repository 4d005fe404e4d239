using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>Signers, transfer and asking a colleague, for the task of the person who looks at it.</summary>
public sealed partial class TaskMovesMenu
{
    private static IReadOnlyList<string> SigningRoles => TaskMoves.SigningRoles;

    private Move _shown;
    private SignerPlace _place;
    private string _role = Roles.Reviewer;
    private string _chosen = "";
    private int _number;
    private IReadOnlyList<AccountSummary>? _people;

    [Parameter, EditorRequired]
    public Guid TaskId { get; set; }

    /// <summary>The person has the task and can do something with it.</summary>
    [Parameter]
    public bool Shown { get; set; }

    /// <summary>The person gives the task back to the colleagues.</summary>
    [Parameter]
    public EventCallback OnRelease { get; set; }

    /// <summary>Somebody else has the task now.</summary>
    [Parameter]
    public EventCallback OnGone { get; set; }

    [CascadingParameter]
    private CaseBench Bench { get; set; } = default!;

    [Inject]
    private TaskMoves Moves { get; set; } = default!;

    [Inject]
    private TaskDesk Desk { get; set; } = default!;

    private enum Move
    {
        None,
        Add,
        Remove,
        Transfer,
        Lend,
    }

    /// <summary>Null when it is over.</summary>
    private CaseTask? Open => Bench.Sheet?.File.FindTask(TaskId);

    private Guid? To => Guid.TryParse(_chosen, out var to) ? to : null;

    private bool TakesSigners => Open is { FromFlow: true, Kind: TaskKind.Review or TaskKind.Countersign };

    /// <summary>Those a colleague added who have not signed; for who supervises, those of the flow too.</summary>
    private IReadOnlyList<SignerLine> Removable => Open is { } task && Bench.Sheet!.File.FindSigning(task.StepId) is { } signing
        ? [.. signing.Signers.Where(s => s.TaskId != TaskId && s.State is SignerState.Open or SignerState.Waiting or SignerState.SentBack && (s.Added || CaseAccess.MayReassign(Bench.Actor, task, Bench.Sheet.File)))]
        : [];

    private async Task OpenAsync(Move move)
    {
        (_shown, _chosen, _number, _people) = (move, "", 0, null);
        if (move == Move.Add)
        {
            _role = Open?.Audience.Role is { } role && SigningRoles.Contains(role) ? role : Roles.Reviewer;
            await FindAsync();
        }
        else if (move == Move.Lend)
        {
            _people = [.. (await Desk.CandidatesAsync(Bench.Actor, TaskId, CancellationToken.None) ?? []).Where(c => c.Id != Open?.Assignee)];
        }
    }

    private async Task FindAsync()
    {
        _chosen = "";
        _people = await Moves.SignerCandidatesAsync(Bench.Actor, TaskId, _role, null, CancellationToken.None) ?? [];
    }

    private void Show(bool visible) => _shown = visible ? _shown : Move.None;

    private Task<IReadOnlyList<Problem>> AddAsync(string opinion) => Bench.SendAsync(
        file => Moves.AddSignerAsync(Bench.Actor, TaskId, _place, To, _role, null, opinion, file.Version, null, CancellationToken.None), CancellationToken.None);

    private Task<IReadOnlyList<Problem>> RemoveAsync(string opinion) => Bench.SendAsync(
        file => Moves.RemoveSignerAsync(Bench.Actor, TaskId, _number, opinion, file.Version, null, CancellationToken.None), CancellationToken.None);

    private Task<IReadOnlyList<Problem>> LendAsync(string opinion) => Bench.SendAsync(
        file => Moves.LendAsync(Bench.Actor, TaskId, To ?? Guid.Empty, opinion, file.Version, null, CancellationToken.None), CancellationToken.None);

    /// <summary>The task is gone when somebody signs first.</summary>
    private async Task FollowAsync()
    {
        if (Open is null)
        {
            await OnGone.InvokeAsync();
        }
    }
}

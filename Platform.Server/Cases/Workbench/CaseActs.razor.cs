using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Workbench;

public sealed partial class CaseActs
{
    private Act? _act;
    private int _days = 5;
    private string _to = "";
    private string _reason = "";
    private string _legalBasis = "";
    private bool _busy;
    private FieldProblems _problems = FieldProblems.None;

    private enum Act
    {
        Extend,
        Forward,
        Withdraw,
        Terminate,
        Annul,
    }

    [CascadingParameter]
    private CaseBench Bench { get; set; } = default!;

    private CaseFile File => Bench.Sheet!.File;

    /// <summary>What the person may do now; the rules still have the last word.</summary>
    private IEnumerable<Act> Possible => Enum.GetValues<Act>().Where(May);

    /// <summary>The applicant brings to the window what the case waits for.</summary>
    private bool MaySupply => SupplementCase.IsAwaited(File) && CaseAccess.MayFileFor(Bench.Actor, File);

    private bool May(Act act) => act switch
    {
        Act.Extend => File is { State: CaseState.InReview, Facts.ExtensionUsed: false }
            && Bench.Actor.May(Permissions.CasesReview, File.Locality, File.Authority) && !File.Tasks.Exists(t => t.Kind == TaskKind.ApproveExtension),
        Act.Forward => File.State == CaseState.InReview && ForwardCase.May(Bench.Actor, File) && CaseFitness.IsSplit(Bench.Sheet!.Item.Item),
        Act.Withdraw => !File.State.IsTerminal() && File.State is not (CaseState.Decided or CaseState.Completed) && Bench.Actor.May(Permissions.CasesFile, File.Locality, File.Authority),
        Act.Terminate => File.State is CaseState.Accepted or CaseState.InReview && TerminateCase.May(Bench.Actor, File),
        Act.Annul => File is { State: CaseState.Delivered, Facts.Outcome: not DecisionOutcome.Deny } && AnnulCase.May(Bench.Actor, File),
        _ => throw new InvalidOperationException($"Unknown act {act}."),
    };

    private static string Key(Act act) => act switch
    {
        Act.Extend => "extend",
        Act.Forward => "forward",
        Act.Withdraw => "withdraw",
        Act.Terminate => "terminate",
        Act.Annul => "annul",
        _ => throw new InvalidOperationException($"Unknown act {act}."),
    };

    private string Lead(Act act) => act switch
    {
        Act.Extend => T["extend.text", File.Facts.Settings.LongestExtension],
        Act.Forward when Bench.Sheet!.Item.Item.PowerSplit is { IsEmpty: false } split => T["forward.text.split", split],
        Act.Withdraw => T["withdraw.text", File.Content.Applicant.Name],
        Act.Terminate => T[Ground == TerminationGround.ApplicantDied ? "terminate.text.died" : "terminate.text.dissolved", File.Content.Applicant.Name],
        _ => T[$"{Key(act)}.text"],
    };

    private TerminationGround Ground => TerminateCase.GroundFor(File.Content.Applicant.Type);

    private void Begin(Act act) => (_act, _to, _reason, _legalBasis, _problems) = (act, "", "", "", FieldProblems.None);

    private async Task ConfirmAsync()
    {
        if (_act is { } act && await SendAsync(_ => Command(act)))
        {
            Snackbar.Add(T[$"{Key(act)}.done"], Severity.Success);
            _act = null;
        }
    }

    private CaseCommand Command(Act act) => act switch
    {
        Act.Extend => new ExtendCase { Actor = Bench.Actor, Days = _days, Reason = _reason.Trim() },
        Act.Forward => new ForwardCase { Actor = Bench.Actor, To = _to.Trim(), Reason = _reason.Trim() },
        Act.Withdraw => new WithdrawCase { Actor = Bench.Actor, Channel = Channels.Window, Reason = _reason.Trim() },
        Act.Terminate => new TerminateCase { Actor = Bench.Actor, Ground = Ground, Reason = _reason.Trim() },
        Act.Annul => new AnnulCase { Actor = Bench.Actor, Reason = _reason.Trim(), LegalBasis = _legalBasis.Trim() },
        _ => throw new InvalidOperationException($"Unknown act {act}."),
    };

    private async Task<bool> SendAsync(Func<CaseFile, CaseCommand> command)
    {
        _busy = true;
        var refused = await Bench.SendAsync(command, CancellationToken.None);
        _busy = false;
        _problems = FieldProblems.Of(refused, Texts, "days", "to", "reason", "legalBasis");
        return refused.Count == 0;
    }
}

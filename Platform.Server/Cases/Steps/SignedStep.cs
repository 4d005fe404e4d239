using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>A step in which several can sign. Signers can be added 加签 and removed 减签 while it is open; what was signed stays.</summary>
internal abstract class SignedStep : CaseStep
{
    protected const string Approve = "Approve";
    protected const string Reject = "Reject";

    private const string Round = "round";

    /// <summary>What a signer can say.</summary>
    protected static IReadOnlyList<TaskOutcome> Choices { get; } = [TaskOutcomes.Standard(Approve, "countersign"), TaskOutcomes.Standard(Reject, "countersign")];

    public override ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => stimulus switch
    {
        FlowStimulus.AddSigner add => new(Add(context, add)),
        FlowStimulus.RemoveSigner remove => new(Remove(context, remove)),
        FlowStimulus.CameBack back => new(ComeBack(context, back)),
        _ => base.ResumeAsync(context, stimulus, ct),
    };

    /// <summary>The round as remembered; <paramref name="otherwise"/> while nobody but the step's own officer signs.</summary>
    protected virtual SigningRound? RoundOf(StepContext context) => context.Recall<SigningRound?>(Round, null);

    /// <summary>The round as it is before a signer is added to a step that has none.</summary>
    protected abstract SigningRound BeginRound(StepContext context);

    /// <summary>Whether the step is over by what was signed.</summary>
    protected abstract StepResult Evaluate(StepContext context, SigningRound round);

    /// <summary>Opens the task of a signer; answers with its id.</summary>
    protected abstract Guid Open(StepContext context, RoundSigner signer);

    protected virtual Problem? CheckRemoval(RoundSigner signer) => null;

    protected abstract LocalizedText TitleOf(StepContext context, RoundSigner signer);

    /// <summary>Opens the tasks that are due, remembers the round and shows it.</summary>
    protected StepResult Proceed(StepContext context, SigningRound round)
    {
        foreach (var signer in round.Ready)
        {
            round = round.Opened(signer.Number, Open(context, signer));
        }

        context.Remember(Round, round);
        context.Emit(new FlowEffect.ShowSigning(context.StepId, round.Lines(s => TitleOf(context, s))));
        return StepResult.Wait;
    }

    protected static Guid OpenSignature(StepContext context, RoundSigner signer, LocalizedText title, AssignmentRule assign) => context.OpenTask(
        TaskKind.Countersign,
        title,
        new TaskAudience(false, signer.Who.Role, signer.Who.Authority, signer.Who.Group, assign, WantedPerson(signer.Who.Person)),
        Choices,
        signer.Who.LimitDays is > 0 and var days ? new StepLimit(days, ClockUnit.WorkingDay, context.Input("followsCase", true)) : Limit(context));

    private StepResult Add(StepContext context, FlowStimulus.AddSigner add)
    {
        var round = RoundOf(context) ?? BeginRound(context);
        if (round.Standing.Any(s => s.Outcome is null && add.Who.Person is not null && s.Who.Person == add.Who.Person))
        {
            throw new UnfitStimulusException(Problem.Conflict("signer.twice", ("name", add.Who.Name ?? add.Who.Person)));
        }

        if (add.Place == SignerPlace.Before)
        {
            context.CloseTask(add.TaskId, "signerBefore");
        }

        return Proceed(context, round.Add(add.TaskId, add.Place, add.Who, add.By));
    }

    private StepResult Remove(StepContext context, FlowStimulus.RemoveSigner remove)
    {
        var round = RoundOf(context) ?? BeginRound(context);
        if (round.Signers.Find(s => s.Number == remove.Signer) is { } signer && CheckRemoval(signer) is { } refused)
        {
            throw new UnfitStimulusException(refused);
        }

        var removed = round.Remove(remove.Signer);
        if (!removed.TryGet(out var left))
        {
            throw new UnfitStimulusException(removed.Problems[0]);
        }

        if (round.Signers[remove.Signer - 1].Task is { } task)
        {
            context.CloseTask(task, "signerRemoved");
        }

        return Evaluate(context, left);
    }

    /// <summary>What one signer sent back has been done again; they sign now. A signer who was removed meanwhile does not.</summary>
    private StepResult ComeBack(StepContext context, FlowStimulus.CameBack back) =>
        RoundOf(context) is { } round && round.OfTask(back.TaskId) is { Removed: false } signer ? Proceed(context, round.Again(signer.Number, back.By)) : StepResult.Wait;
}

using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Owners;

/// <summary>
/// The way to the owner of a case, on whichever node it lives. While a node that owned it is gone and another takes over, whoever asks is kept waiting and asks again;
/// a command that was sent before carries a key, so that it is carried out once. What cannot be answered in time is an <see cref="OutageException"/>.
/// </summary>
internal sealed class CaseOwners(IGrainFactory grains, IDatabaseEngine database, IIdSource ids, TimeProvider time, ILogger<CaseOwners> log)
{
    /// <summary>A dead node is found out within about five seconds; then its cases are read by the others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Asked by type, the factory looks the interface up by reflection every time.
    private readonly Lazy<GrainReference> _anyCase = new(() => (GrainReference)grains.GetGrain<ICaseGrain>(Guid.Empty), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The present state, or null when there is no such case.</summary>
    public async Task<CaseFile?> ReadAsync(Guid caseId) => (await AskAsync(caseId, static (owner, _) => owner.ReadAsync())).File;

    public async Task<Result<CaseAnswer>> SendAsync(Guid caseId, CaseCommand command)
    {
        var keyed = database.IsShared ? Keyed(command) : command;
        return (await AskAsync(caseId, (owner, again) => owner.HandleAsync(new Immutable<CaseLetter>(new(keyed, again))))).ToResult();
    }

    private async Task<CaseReply> AskAsync(Guid caseId, Func<ICaseGrain, bool, Task<Immutable<CaseReply>>> ask)
    {
        var (owner, since) = (OwnerOf(caseId), time.GetTimestamp());
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var reply = (await ask(owner, pause > FirstPause)).Value;
                return reply.Outage is { } outage ? throw new OutageException(outage, $"The owner of case {caseId} cannot store at present.") : reply;
            }
            catch (Exception e) when (database.IsShared && IsMoving(e))
            {
                if (time.GetElapsedTime(since) > Patience)
                {
                    throw new OutageException(Outage.Moving, $"The owner of case {caseId} was not found within {Patience}.", e);
                }

                CasesLog.OwnerMoves(log, caseId, e.GetType().Name);
                await Task.Delay(pause, time);
            }
        }
    }

    /// <summary>The node that owns the case is gone or going, or it is not yet known which one is next.</summary>
    private static bool IsMoving(Exception e) => e is SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException;

    /// <summary>What the platform asks by itself bears being carried out twice; a filing is known by its case.</summary>
    private CaseCommand Keyed(CaseCommand command) =>
        command.Key is not null || command.Actor.Kind == ActorKind.System || command is Intake.FileCase ? command : command with { Key = new RequestKey("node", ids.Next().ToString("N"), "") };

    private ICaseGrain OwnerOf(Guid caseId)
    {
        var any = _anyCase.Value;
        return (ICaseGrain)grains.GetGrain(GrainId.Create(any.GrainId.Type, GrainIdKeyExtensions.CreateGuidKey(caseId)), any.InterfaceType);
    }
}

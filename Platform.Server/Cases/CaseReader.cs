using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>Finds a case by number or task and asks its owner for the present state; also the way every command reaches its case.</summary>
internal sealed class CaseReader(CaseIndex index, IGrainFactory grains)
{
    // Asked by type, the factory looks the interface up by reflection every time.
    private readonly Lazy<GrainReference> _anyCase = new(() => (GrainReference)grains.GetGrain<ICaseGrain>(Guid.Empty), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The case, if the actor may see it. A case that may not be seen is not told apart from one that does not exist.</summary>
    public async Task<Result<CaseFile>> FindAsync(Actor actor, string number, string? trackingCode, CancellationToken ct)
    {
        var file = await FindAsync(number, ct);
        return file is not null && CaseAccess.MayRead(actor, file, trackingCode) ? file : Problem.NotFound("case.unknown", ("number", number));
    }

    public async Task<CaseFile?> FindAsync(string number, CancellationToken ct)
    {
        return await index.OfNumberAsync(number, ct) is { } found ? (await Grain(found).ReadAsync()).Value : null;
    }

    public async Task<CaseFile?> ReadAsync(Guid id) => (await Grain(id).ReadAsync()).Value;

    /// <summary>The case of a task with the task as it stands: open in the case, or its closed row.</summary>
    public async Task<(CaseFile File, CaseTask? Open)?> FindByTaskAsync(Guid taskId, CancellationToken ct)
    {
        return await index.OfTaskAsync(taskId, ct) is { } found && (await Grain(found).ReadAsync()).Value is { } file ? (file, file.FindTask(taskId)) : null;
    }

    public Task<Result<CaseAnswer>> SendAsync(Guid caseId, CaseCommand command) =>
        CaseTraces.FollowAsync(command, async () => (await Grain(caseId).HandleAsync(new Immutable<CaseCommand>(command))).Value);

    /// <summary>Brings the command to the case of its task.</summary>
    public async Task<Result<CaseAnswer>> SendAsync(TaskCommand command, CancellationToken ct) =>
        await index.OfTaskAsync(command.TaskId, ct) is { } found ? await SendAsync(found, command) : TaskCommand.UnknownTask(command.TaskId);

    private ICaseGrain Grain(Guid caseId)
    {
        var any = _anyCase.Value;
        return (ICaseGrain)grains.GetGrain(GrainId.Create(any.GrainId.Type, GrainIdKeyExtensions.CreateGuidKey(caseId)), any.InterfaceType);
    }
}

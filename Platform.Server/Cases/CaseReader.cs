using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases.Owners;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>The way of a command to its case.</summary>
internal interface ICasePost
{
    Task<Result<CaseAnswer>> SendAsync(Guid caseId, CaseCommand command);
}

/// <summary>Finds a case by number or task and asks its owner for the present state; also the way every command reaches its case.</summary>
internal sealed class CaseReader(CaseIndex index, CaseOwners owners) : ICasePost
{
    /// <summary>The case, if the actor may see it. A case that may not be seen is not told apart from one that does not exist.</summary>
    public async Task<Result<CaseFile>> FindAsync(Actor actor, string number, string? trackingCode, CancellationToken ct)
    {
        var file = await FindAsync(number, ct);
        return file is not null && CaseAccess.MayRead(actor, file, trackingCode) ? file : Problem.NotFound("case.unknown", ("number", number));
    }

    public async Task<CaseFile?> FindAsync(string number, CancellationToken ct)
    {
        return await index.OfNumberAsync(number, ct) is { } found ? await owners.ReadAsync(found) : null;
    }

    public Task<CaseFile?> ReadAsync(Guid id) => owners.ReadAsync(id);

    /// <summary>The case of a task with the task as it stands: open in the case, or its closed row.</summary>
    public async Task<(CaseFile File, CaseTask? Open)?> FindByTaskAsync(Guid taskId, CancellationToken ct)
    {
        return await index.OfTaskAsync(taskId, ct) is { } found && await owners.ReadAsync(found) is { } file ? (file, file.FindTask(taskId)) : null;
    }

    public Task<Result<CaseAnswer>> SendAsync(Guid caseId, CaseCommand command) =>
        CaseTraces.FollowAsync(command, () => owners.SendAsync(caseId, command));

    /// <summary>Brings the command to the case of its task.</summary>
    public async Task<Result<CaseAnswer>> SendAsync(TaskCommand command, CancellationToken ct) =>
        await index.OfTaskAsync(command.TaskId, ct) is { } found ? await SendAsync(found, command) : TaskCommand.UnknownTask(command.TaskId);
}

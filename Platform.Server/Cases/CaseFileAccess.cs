using Platform.Model.Files;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>Whoever may read a case may open what was handed in with it.</summary>
internal sealed class CaseFileAccess(CaseIndexStore index, CaseReader cases) : IFileAccess
{
    public async ValueTask<bool> MayReadAsync(Guid fileId, Actor actor, CancellationToken ct)
    {
        foreach (var caseId in await index.OfFileAsync(fileId, ct))
        {
            if (await cases.ReadAsync(caseId) is { } file && CaseAccess.MayRead(actor, file, null))
            {
                return true;
            }
        }

        return false;
    }
}

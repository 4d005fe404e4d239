using System.Data.Common;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Editing;

/// <summary>The one draft a place has of a definition: begun when there is none, else replaced.</summary>
internal static class DraftRow
{
    /// <param name="draft">The draft as it was read in this transaction, null when there was none.</param>
    /// <returns>Null when the draft came into force beside this transaction.</returns>
    public static async ValueTask<Definition?> WriteAsync(
        DbTransaction transaction, DefinitionName name, Definition? draft, string json, Basis restsOn, string by, DateTimeOffset now, CancellationToken ct)
    {
        var version = draft?.Id.Version ?? await DefinitionStore.LastVersionAsync(transaction, name, ct) + 1;
        var written = new Definition(new DefinitionId(name.Kind, name.Key, name.Owner, version), DefinitionState.Draft, json, DefinitionDocument.ETagOf(json), now, by, null, restsOn);
        if (draft is null)
        {
            await DefinitionStore.AddDraftAsync(transaction, written, ct);
            return written;
        }

        return await DefinitionStore.ReplaceDraftAsync(transaction, written, ct) ? written : null;
    }
}

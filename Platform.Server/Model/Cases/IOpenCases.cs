using System.Data.Common;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Model.Cases;

/// <param name="Item">Code.</param>
/// <param name="Flow">Version of the flow they run on; null where a case from before has not been read yet.</param>
public sealed record OpenCases(string Item, DefinitionId? Flow, int Number);

/// <summary>How many cases are under way, for those who decide about what they run on. Cases are counted, never named.</summary>
public interface IOpenCases
{
    /// <summary>All open cases at or below a place.</summary>
    Task<int> CountAsync(LocalityCode owner, CancellationToken ct);

    /// <summary>All open cases at or below a place as they are within a transaction.</summary>
    ValueTask<int> CountAsync(DbTransaction transaction, LocalityCode owner, CancellationToken ct);

    /// <summary>Open cases at or below a place, by item and version of the flow.</summary>
    /// <param name="items">Codes, each once; none are counted for none.</param>
    ValueTask<IReadOnlyList<OpenCases>> CountAsync(LocalityScope scope, IReadOnlyCollection<string> items, CancellationToken ct);
}

namespace Platform.Model.Decisions;

/// <summary>A decision table as read from a file of another system.</summary>
/// <param name="Notes">What has been left out or read otherwise, and does not change any result.</param>
public sealed record DecisionFileContent(DecisionTable Table, IReadOnlyList<Problem> Notes);

/// <summary>Reads and writes single decision tables as DMN 1.3. Pure: nothing is saved.</summary>
public interface IDecisionFormats
{
    /// <summary>Bytes of a file.</summary>
    int MostBytes { get; }

    /// <param name="key">Of the table to be.</param>
    /// <param name="decision">Which decision of the file, by id or name; null when it has only one with a table.</param>
    /// <returns>Refused when the file is no DMN, is too large, or holds what cannot be carried out here; every such element is named by its id.</returns>
    Result<DecisionFileContent> ReadDmn(ReadOnlyMemory<byte> file, string key, string? decision);

    ReadOnlyMemory<byte> WriteDmn(DecisionTable table);
}

using System.Text.Json.Nodes;
using Platform.Model.Forms;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Workbench;

/// <summary>What happened to a case between two looks at it.</summary>
/// <param name="Events">New journal entries, oldest first.</param>
/// <param name="Answers">Old answer by path, null where there was none.</param>
/// <param name="Materials">Keys of materials whose files or status are others now.</param>
internal sealed record CaseNews(IReadOnlyList<CaseEventResource> Events, IReadOnlyDictionary<string, JsonNode?> Answers, IReadOnlyList<string> Materials)
{
    /// <summary>Null when <paramref name="now"/> is no newer.</summary>
    public static CaseNews? Between(CaseSheet before, CaseSheet now) => now.File.Version <= before.File.Version
        ? null
        : new(
            [.. now.Events.Where(e => e.Seq > before.File.LastSeq)],
            AnswerChange.Between(before.File.Content.Answers, now.File.Content.Answers).ToDictionary(c => c.Path, c => c.Before, StringComparer.Ordinal),
            [.. now.File.Content.Materials.Where(m => before.File.Content.Materials.Find(b => b.Key == m.Key) is not { } old || old.Status != m.Status || !old.Files.SequenceEqual(m.Files)).Select(m => m.Key)]);

    /// <summary>Both looks together: what was not read yet stays.</summary>
    public CaseNews After(CaseNews? earlier) => earlier is null
        ? this
        : new(
            [.. earlier.Events, .. Events],
            Answers.Concat(earlier.Answers).GroupBy(a => a.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
            [.. earlier.Materials.Union(Materials)]);
}

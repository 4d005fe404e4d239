using System.Text.Json;

namespace Platform.Model.Decisions;

/// <summary>What a table answered and why, as it is written down: it can be read without the table.</summary>
/// <param name="VersionId">Of the table.</param>
/// <param name="Rows">The rows that make up the result; none when the default counted, or nothing.</param>
/// <param name="Outputs">None when there is no result.</param>
/// <param name="ShownToApplicant">The applicant may read the annotations.</param>
public sealed record DecisionExplanation(
    string Table,
    string VersionId,
    LocalizedText Name,
    HitPolicy HitPolicy,
    Aggregation? Aggregation,
    IReadOnlyList<ExplainedInput> Inputs,
    IReadOnlyList<ExplainedRow> Rows,
    bool ByDefault,
    IReadOnlyList<ExplainedOutput> Outputs,
    bool ShownToApplicant);

/// <param name="Value">As it was read; null when it was missing, or is hidden.</param>
/// <param name="Words">The same in plain words.</param>
public sealed record ExplainedInput(string Id, LocalizedText Label, JsonElement? Value, LocalizedText Words);

/// <param name="Id">Of the row.</param>
/// <param name="Number">Its place in the table, from 1.</param>
/// <param name="Because">What it asked, without what was irrelevant to it.</param>
public sealed record ExplainedRow(string Id, int Number, LocalizedText? Annotation, IReadOnlyList<ExplainedTest> Because);

/// <param name="Cell">As it stands in the table.</param>
/// <param name="Words">"年龄：大于等于 60".</param>
public sealed record ExplainedTest(string Input, string Cell, LocalizedText Words);

/// <param name="Value">Of the result; a list where the table answers one.</param>
public sealed record ExplainedOutput(string Name, LocalizedText Label, JsonElement Value, LocalizedText Words);

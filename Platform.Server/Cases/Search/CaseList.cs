using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Search;

/// <summary>Which cases somebody wants to see.</summary>
/// <param name="Text">A number or its beginning, an id number, or part of a name.</param>
/// <param name="Locality">This place and all below it.</param>
/// <param name="FiledTo">Inclusive.</param>
/// <param name="Fields">Answers of searchable fields; all of them.</param>
internal sealed record CaseQuery(
    string? Text = null, CaseState? State = null, string? Item = null, LocalityCode? Locality = null, DateOnly? FiledFrom = null, DateOnly? FiledTo = null,
    IReadOnlyList<FieldFilter>? Fields = null, string? Cursor = null, int Take = 50)
{
    public const int MaxTake = 200;
}

/// <summary>One answer of a searchable field.</summary>
/// <param name="Value">As it stands in the answers.</param>
internal sealed record FieldFilter(string Key, string Value)
{
    public override string ToString() => $"{Key}:{Value}";

    /// <summary>Reads <c>key:value</c>; null when it is not of that form.</summary>
    public static FieldFilter? Parse(string? text) =>
        text?.Split(':', 2) is [{ Length: > 0 } key, { Length: > 0 } value] ? new(key, value) : null;

    /// <summary>Filters of an address; a problem names the first that cannot be read.</summary>
    public static Result<IReadOnlyList<FieldFilter>> ParseAll(IReadOnlyList<string>? texts)
    {
        var read = (texts ?? []).Select(Parse).ToList();
        return read.Contains(null)
            ? Problem.Invalid("query.field", "field", ("value", texts![read.IndexOf(null)]), ("expected", "key:value"))
            : Result<IReadOnlyList<FieldFilter>>.Ok([.. read.OfType<FieldFilter>()]);
    }
}

/// <param name="Applicant">Masked.</param>
/// <param name="IdNumber">Masked.</param>
internal sealed record CaseLine(
    string Number, string Item, LocalizedText ItemName, CaseState State, string Locality, LocalizedText AuthorityName, string Applicant, string IdNumber, DateTimeOffset FiledAt, DateOnly? DueOn,
    bool NeedsApplicant, ClockDue Due);

internal sealed record CasePage(IReadOnlyList<CaseLine> Items, string? Next);

/// <summary>
/// Cases of an applicant, or of the places and authorities where somebody may read cases; last filed first, looked for by number in the order of numbers.
/// What the actor may not see is left out by the query itself, never afterwards.
/// </summary>
internal sealed class CaseList(CaseListStore store, IPersonalData personal, TimeProvider clock)
{
    public async Task<Result<CasePage>> ListAsync(Actor actor, CaseQuery query, CancellationToken ct)
    {
        if (query.Take is < 1 or > CaseQuery.MaxTake)
        {
            return Problem.Invalid("query.take", "take", ("value", query.Take), ("expected", $"1–{CaseQuery.MaxTake}"));
        }

        var sought = string.IsNullOrWhiteSpace(query.Text) ? null : CaseSought.Read(query.Text, personal, ChinaTime.DayOf(clock.GetUtcNow()));
        if (query.Cursor is not null && sought is not CaseSought.Number && !Guid.TryParse(query.Cursor, out _))
        {
            return Problem.Invalid("query.cursor", "cursor", ("value", query.Cursor));
        }

        var words = (query.Fields ?? []).Select(f => CaseWords.OfField(f.Key, f.Value, personal)).ToList();
        if (sought is CaseSought.Words { All: var pairs })
        {
            if (pairs.Count == 0)
            {
                return new CasePage([], null);
            }

            words.AddRange(pairs);
        }

        var rows = await store.ListAsync(actor, query, sought, words, ct);
        return new CasePage(
            [.. rows.Take(query.Take).Select(r => r.ToLine(ChinaTime.DayOf(clock.GetUtcNow())))],
            rows.Count <= query.Take ? null : sought is CaseSought.Number ? rows[query.Take - 1].Number : rows[query.Take - 1].CaseId.ToString());
    }
}

internal sealed record CaseLineRow(Guid CaseId, string Number, string ItemCode, string State, LocalityCode Locality, DateTimeOffset FiledAt, DateOnly? DueOn, string? Summary)
{
    /// <summary>A line whose summary is still to be made shows the code of its item.</summary>
    public CaseLine ToLine(DateOnly today)
    {
        var summary = Summary is null
            ? new(LocalizedText.Of(ItemCode), LocalizedText.Empty, "", "", false)
            : JsonSerializer.Deserialize<CaseSummaryLine>(Summary, ModelJson.Options)!;
        return new(
            Number, ItemCode, summary.ItemName, Enum.Parse<CaseState>(State), Locality.Value, summary.AuthorityName, summary.Applicant, summary.IdNumber, FiledAt, DueOn, summary.NeedsApplicant,
            WarningDays.On(today, DueOn, summary.Warnings));
    }
}

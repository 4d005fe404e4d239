using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Clocks;

/// <summary>The clocks of a case (DOMAIN §5.1). Their numbers are stored, as are those of the two enums below: new ones go to the end.</summary>
public enum ClockKind
{
    /// <summary>Receipt to acceptance or one-time notice: 5 working days (Administrative Licensing Law Art 32).</summary>
    Notice,
    /// <summary>Acceptance to decision, by law (Art 42).</summary>
    Statutory,
    /// <summary>Acceptance to decision, as the authority promised.</summary>
    Promised,
    /// <summary>Decision to delivery: 10 working days (Art 44).</summary>
    Delivery,
    /// <summary>One step of the flow; the key names it.</summary>
    Step,
    /// <summary>The applicant's time to complete the application.</summary>
    Supplement,
    /// <summary>The window in which a service can be rated; the key names the service.</summary>
    Rate,
    /// <summary>Rectifying what a negative rating showed.</summary>
    Rectify,
    Complaint,
}

public enum ClockUnit
{
    WorkingDay,
    NaturalDay,
    /// <summary>Hours of the wall clock, nights and holidays included.</summary>
    Hour,
}

public enum ClockEntryType
{
    Start,
    Pause,
    Resume,
    /// <summary>Adds <see cref="ClockEntry.Limit"/> to the limit.</summary>
    Extend,
    /// <summary>Begins again with the full limit; extensions and pauses before it no longer count.</summary>
    Restart,
    Stop,
    /// <summary>Only as a correction: the corrected entry should never have been made.</summary>
    Void,
}

/// <summary>One line of the clock ledger. Lines are never changed; a mistake is put right by a later line that <see cref="Corrects"/> it and says why.</summary>
/// <param name="Seq">Counts from 1 within the ledger; 0 = to be numbered when appended.</param>
/// <param name="EffectiveDate">The legal day from which it counts, possibly earlier than the day of <paramref name="At"/>: deemed acceptance reaches back to the receipt.</param>
/// <param name="At">When it was written; for clocks in hours also when it takes effect.</param>
/// <param name="Limit">Start: the limit. Restart: the limit, or null for the one of the start. Extend: what is added. Otherwise null.</param>
/// <param name="Unit">Start only.</param>
/// <param name="ReasonCode">Why, as a stable word: <c>accepted</c>, <c>hearing</c>, <c>extension</c>.</param>
/// <param name="LegalBasis">Law and article, where the law is the reason.</param>
/// <param name="Actor">Account id, or <c>system</c>.</param>
/// <param name="ToldUntil">Pause only: until when the applicant was told it will last.</param>
/// <param name="Key">Which of several clocks of the kind: step id, service number. Null where there is one.</param>
/// <param name="Corrects">Seq of the line this one stands for, in its place.</param>
public sealed record ClockEntry(
    int Seq,
    ClockKind Kind,
    ClockEntryType Entry,
    DateOnly EffectiveDate,
    DateTimeOffset At,
    int? Limit,
    ClockUnit? Unit,
    string ReasonCode,
    string? LegalBasis,
    Guid? DocumentId,
    string Actor,
    DateOnly? ToldUntil = null,
    string? Key = null,
    int? Corrects = null);

/// <summary>The append-only clock ledger of one case. Immutable: appending gives a new one.</summary>
[JsonConverter(typeof(ClockLedgerConverter))]
public sealed class ClockLedger : IEquatable<ClockLedger>
{
    private readonly ClockEntry[] _entries;

    private ClockLedger(ClockEntry[] entries)
    {
        _entries = entries;
        Effective = Corrected(entries);
    }

    public static ClockLedger Empty { get; } = new([]);

    /// <summary>All lines ever written, oldest first.</summary>
    public IReadOnlyList<ClockEntry> Entries => _entries;

    /// <summary>The lines that count: each corrected one replaced by its correction, voided ones left out.</summary>
    internal ClockEntry[] Effective { get; }

    /// <summary>A ledger as it was stored. Throws when it has gaps or breaks a rule of <see cref="Append(IEnumerable{ClockEntry})"/>.</summary>
    public static ClockLedger Of(IEnumerable<ClockEntry> entries) => Empty.Append(entries);

    public ClockLedger Append(params ReadOnlySpan<ClockEntry> entries) => Append(entries.ToArray().AsEnumerable());

    /// <summary>
    /// The ledger with these lines behind it, numbered on. A line that could not be read later is a bug and throws: a wrong number, a start without limit and unit,
    /// an extension without days, a correction of nothing or without a reason.
    /// </summary>
    public ClockLedger Append(IEnumerable<ClockEntry> entries)
    {
        var all = new List<ClockEntry>(_entries);
        foreach (var entry in entries)
        {
            all.Add(Checked(entry, all));
        }

        return all.Count == _entries.Length ? this : new([.. all]);
    }

    public bool Equals(ClockLedger? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    public override bool Equals(object? obj) => Equals(obj as ClockLedger);

    public override int GetHashCode() => _entries.Length == 0 ? 0 : HashCode.Combine(_entries.Length, _entries[^1]);

    private static ClockEntry Checked(ClockEntry entry, List<ClockEntry> before)
    {
        var seq = before.Count + 1;
        if (entry.Seq != 0 && entry.Seq != seq)
        {
            throw new ArgumentException($"Clock entry {entry.Seq} cannot follow {before.Count}: lines are numbered without gaps.");
        }

        if (entry.Entry == ClockEntryType.Start && (entry.Limit is null or < 0 || entry.Unit is null))
        {
            throw new ArgumentException($"The start of {entry.Kind} needs a limit of at least 0 and a unit.");
        }

        if ((entry.Entry == ClockEntryType.Extend && entry.Limit is null or <= 0) || (entry.Entry == ClockEntryType.Restart && entry.Limit < 0))
        {
            throw new ArgumentException($"{entry.Entry} of {entry.Kind} with limit {entry.Limit}.");
        }

        if (entry.Entry == ClockEntryType.Void && entry.Corrects is null)
        {
            throw new ArgumentException("Only a line that corrects another one can void it.");
        }

        if (entry.Corrects is { } corrected)
        {
            var target = corrected > 0 && corrected < seq ? before[corrected - 1] : throw new ArgumentException($"There is no clock entry {corrected} to correct.");
            if (target.Kind != entry.Kind || target.Key != entry.Key || string.IsNullOrWhiteSpace(entry.ReasonCode))
            {
                throw new ArgumentException($"Clock entry {corrected} is corrected by a line of the same clock that gives a reason.");
            }
        }

        return entry.Seq == seq ? entry : entry with { Seq = seq };
    }

    private static ClockEntry[] Corrected(ClockEntry[] entries)
    {
        if (!Array.Exists(entries, e => e.Corrects is not null))
        {
            return entries;
        }

        // A correction may itself be corrected: each line knows the place it finally stands for.
        var place = new int[entries.Length];
        var standing = new ClockEntry?[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            place[i] = entries[i].Corrects is { } corrected ? place[corrected - 1] : i;
            standing[place[i]] = entries[i].Entry == ClockEntryType.Void ? null : entries[i];
        }

        return [.. standing.OfType<ClockEntry>()];
    }
}

/// <summary>
/// A ledger goes to disk whole with every step of a case, so each line is a list without names:
/// <c>[kind, entry, effectiveDate, at, reasonCode, actor, limit, unit, key, legalBasis, documentId, toldUntil, corrects]</c>, nothings at its end left out.
/// </summary>
internal sealed class ClockLedgerConverter : JsonConverter<ClockLedger>
{
    public override ClockLedger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var entries = new List<ClockEntry>();
        Expect(reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            entries.Add(ReadEntry(ref reader));
        }

        return ClockLedger.Of(entries);
    }

    public override void Write(Utf8JsonWriter writer, ClockLedger value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var entry in value.Entries)
        {
            WriteEntry(writer, entry);
        }

        writer.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, ClockEntry entry)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue((int)entry.Kind);
        writer.WriteNumberValue((int)entry.Entry);
        writer.WriteNumberValue(entry.EffectiveDate.DayNumber);
        writer.WriteStringValue(entry.At);
        writer.WriteStringValue(entry.ReasonCode);
        writer.WriteStringValue(entry.Actor);
        var last = entry switch
        {
            { Corrects: not null } => 7,
            { ToldUntil: not null } => 6,
            { DocumentId: not null } => 5,
            { LegalBasis: not null } => 4,
            { Key: not null } => 3,
            { Unit: not null } => 2,
            { Limit: not null } => 1,
            _ => 0,
        };
        for (var i = 1; i <= last; i++)
        {
            WriteOptional(writer, entry, i);
        }

        writer.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter writer, ClockEntry entry, int index)
    {
        switch (index)
        {
            case 1:
                Number(writer, entry.Limit);
                break;
            case 2:
                Number(writer, (int?)entry.Unit);
                break;
            case 3:
                writer.WriteStringValue(entry.Key);
                break;
            case 4:
                writer.WriteStringValue(entry.LegalBasis);
                break;
            case 5 when entry.DocumentId is { } document:
                writer.WriteStringValue(document);
                break;
            case 6:
                Number(writer, entry.ToldUntil?.DayNumber);
                break;
            case 7:
                Number(writer, entry.Corrects);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void Number(Utf8JsonWriter writer, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static ClockEntry ReadEntry(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray);
        var kind = (ClockKind)Int(ref reader)!.Value;
        var type = (ClockEntryType)Int(ref reader)!.Value;
        var effective = DateOnly.FromDayNumber(Int(ref reader)!.Value);
        Expect(reader.Read());
        var at = reader.GetDateTimeOffset();
        var reason = Text(ref reader)!;
        var actor = Text(ref reader)!;
        var limit = Int(ref reader);
        var unit = (ClockUnit?)Int(ref reader);
        var key = Text(ref reader);
        var basis = Text(ref reader);
        var document = Text(ref reader) is { } id ? Guid.ParseExact(id, "D") : (Guid?)null;
        var told = Int(ref reader) is { } day ? DateOnly.FromDayNumber(day) : (DateOnly?)null;
        var corrects = Int(ref reader);
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.Read() && reader.TokenType == JsonTokenType.EndArray);
        }

        return new(0, kind, type, effective, at, limit, unit, reason, basis, document, actor, told, key, corrects);
    }

    // After the end of the list everything is nothing.
    private static bool Next(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.EndArray && reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.Null);

    private static int? Int(ref Utf8JsonReader reader) => Next(ref reader) ? reader.GetInt32() : null;

    private static string? Text(ref Utf8JsonReader reader) => Next(ref reader) ? reader.GetString() : null;

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new JsonException("This is no clock ledger.");
        }
    }
}

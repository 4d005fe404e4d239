using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>
/// Writes the state of a case exactly as <see cref="ModelJson.Terse"/> would, at a fraction of its cost: every command writes the whole state. What is rare is left to
/// the serializer; reading is always its own.
/// </summary>
internal static partial class CaseStateJson
{
    private static readonly JsonWriterOptions AsModelJson = new() { Encoder = ModelJson.Terse.Encoder, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer)? _own;

    /// <summary>Hands <paramref name="take"/> the JSON in UTF-8, which is gone afterwards.</summary>
    public static T Write<T>(CaseFile file, Func<ReadOnlySpan<byte>, T> take)
    {
        var (bytes, writer) = _own ??= Create();
        bytes.ResetWrittenCount();
        writer.Reset(bytes);
        Write(writer, file);
        writer.Flush();
        return take(bytes.WrittenSpan);
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Create()
    {
        var bytes = new ArrayBufferWriter<byte>(8192);
        return (bytes, new Utf8JsonWriter(bytes, AsModelJson));
    }

    private static void Write(Utf8JsonWriter to, CaseFile file)
    {
        to.WriteStartObject();
        to.WriteString("id"u8, file.Id);
        to.WriteNumber("version"u8, file.Version);
        to.WriteString("trackingCode"u8, file.TrackingCode.Value);
        to.WriteString("itemVersionId"u8, file.ItemVersionId);
        to.WriteString("itemCode"u8, file.ItemCode);
        Text(to, "itemName"u8, file.ItemName);
        to.WriteString("locality"u8, file.Locality.Value);
        to.WriteString("authority"u8, file.Authority);
        Text(to, "authorityName"u8, file.AuthorityName);
        to.WriteString("channel"u8, file.Channel);
        to.WriteString("filedAt"u8, file.FiledAt);
        to.WriteString("updatedAt"u8, file.UpdatedAt);
        Optional(to, "applicantAccount"u8, file.ApplicantAccount);
        to.WriteString("applicantHash"u8, file.ApplicantHash);
        Optional(to, "bundleId"u8, file.BundleId);
        to.WritePropertyName("facts"u8);
        Write(to, file.Facts);
        to.WritePropertyName("ledger"u8);
        JsonSerializer.Serialize(to, file.Ledger, ModelJson.Terse);
        if (file.Flow is { } flow)
        {
            Write(to, flow);
        }

        to.WriteString("flowStatus"u8, Word(file.FlowStatus));
        Rare(to, "awaits"u8, file.Awaits);
        List(to, "tasks"u8, file.Tasks, Write);
        List(to, "timers"u8, file.Timers, Write);
        List(to, "services"u8, file.Services, Write);
        Rare(to, "notice"u8, file.Notice);
        to.WriteBoolean("gapWarned"u8, file.GapWarned);
        Rare(to, "incidents"u8, file.Incidents);
        Rare(to, "recent"u8, file.Recent);
        to.WriteNumber("lastSeq"u8, file.LastSeq);
        to.WriteString("lastHash"u8, file.LastHash);
        to.WriteNumber("answersRevision"u8, file.AnswersRevision);
        to.WriteString("answersDigest"u8, file.AnswersDigest);
        Optional(to, "dueOn"u8, file.DueOn);
        Write(to, file.Warnings);
        Rare(to, "rungs"u8, file.Rungs);
        to.WriteBoolean("isOverdue"u8, file.IsOverdue);
        Rare(to, "signing"u8, file.Signing);
        Rare(to, "calls"u8, file.Calls);
        Rare(to, "subCases"u8, file.SubCases);
        Rare(to, "parent"u8, file.Parent);
        Rare(to, "undoable"u8, file.Undoable);
        Rare(to, "undoing"u8, file.Undoing);
        Rare(to, "unsettled"u8, file.Unsettled);
        Write(to, file.LastAct);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, WarningDays? warnings)
    {
        if (warnings is not null)
        {
            to.WriteStartObject("warnings"u8);
            Optional(to, "yellowOn"u8, warnings.YellowOn);
            Optional(to, "redOn"u8, warnings.RedOn);
            to.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter to, CaseFacts facts)
    {
        to.WriteStartObject();
        to.WriteString("state"u8, Word(facts.State));
        to.WritePropertyName("settings"u8);
        Write(to, facts.Settings);
        IfTrue(to, "supplementNoticeUsed"u8, facts.SupplementNoticeUsed);
        IfTrue(to, "laterSupplementUsed"u8, facts.LaterSupplementUsed);
        IfTrue(to, "extensionUsed"u8, facts.ExtensionUsed);
        Optional(to, "submittedOn"u8, facts.SubmittedOn);
        Optional(to, "receivedOn"u8, facts.ReceivedOn);
        Optional(to, "acceptedOn"u8, facts.AcceptedOn);
        Optional(to, "lastSuppliedOn"u8, facts.LastSuppliedOn);
        Optional(to, "decidedOn"u8, facts.DecidedOn);
        Optional(to, "endedOn"u8, facts.EndedOn);
        IfTrue(to, "deemedAccepted"u8, facts.DeemedAccepted);
        IfTrue(to, "acceptedWithGap"u8, facts.AcceptedWithGap);
        Optional(to, "gapDueOn"u8, facts.GapDueOn);
        Optional(to, "outcome"u8, facts.Outcome);
        Optional(to, "supplementingFrom"u8, facts.SupplementingFrom);
        Words(to, "openGap"u8, facts.OpenGap);
        Words(to, "officersActed"u8, facts.OfficersActed);
        Words(to, "promised"u8, facts.Promised);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, CaseSettings settings)
    {
        to.WriteStartObject();
        Limit(to, "statutory"u8, settings.Statutory);
        Limit(to, "promised"u8, settings.Promised);
        Limit(to, "supplement"u8, settings.Supplement);
        if (settings.NoticeDays != 5)
        {
            to.WriteNumber("noticeDays"u8, settings.NoticeDays);
        }

        if (settings.DeliveryDays != 10)
        {
            to.WriteNumber("deliveryDays"u8, settings.DeliveryDays);
        }

        IfTrue(to, "joint"u8, settings.Joint);
        IfTrue(to, "onTheSpot"u8, settings.OnTheSpot);
        Unless(to, "supplementAfterAcceptance"u8, settings.SupplementAfterAcceptance, SupplementAfterAcceptance.Forbidden);
        Unless(to, "acceptanceAfterSupplement"u8, settings.AcceptanceAfterSupplement, AcceptanceAfterSupplement.SupplyDay);
        if (settings.MaxExtensionDays is { } longest)
        {
            to.WriteNumber("maxExtensionDays"u8, longest);
        }

        IfTrue(to, "gapBarred"u8, settings.GapBarred);
        Unless(to, "outOfHours"u8, settings.OutOfHours, OutOfHours.SameDay);
        Rare(to, "officeCloses"u8, settings.OfficeCloses);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, CaseTimer timer)
    {
        to.WriteStartObject();
        to.WriteString("id"u8, timer.Id);
        to.WriteString("kind"u8, Word(timer.Kind));
        to.WriteString("dueAt"u8, timer.DueAt);
        if (timer.Counted is { } counted)
        {
            to.WriteStartObject("counted"u8);
            Optional(to, "from"u8, counted.From);
            to.WriteNumber("workingDays"u8, counted.WorkingDays);
            to.WriteEndObject();
        }

        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, ServiceEvent service)
    {
        to.WriteStartObject();
        to.WriteNumber("number"u8, service.Number);
        to.WriteString("name"u8, service.Name);
        to.WriteString("at"u8, service.At);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, FlowSnapshot flow)
    {
        to.WriteStartObject("flow"u8);
        to.WriteString("engine"u8, flow.Engine);
        to.WriteString("data"u8, flow.Data);
        to.WriteEndObject();
    }

    private static void Limit(Utf8JsonWriter to, ReadOnlySpan<byte> name, TimeLimit limit)
    {
        to.WriteStartObject(name);
        to.WriteNumber("amount"u8, limit.Amount);
        to.WriteString("unit"u8, Word(limit.Unit));
        to.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter to, ReadOnlySpan<byte> name, LocalizedText text)
    {
        to.WriteStartObject(name);
        foreach (var (culture, words) in text.Texts)
        {
            to.WriteString(culture, words);
        }

        to.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter to, ReadOnlySpan<byte> name, IReadOnlyList<T> list, Action<Utf8JsonWriter, T> write)
    {
        to.WriteStartArray(name);
        for (var i = 0; i < list.Count; i++)
        {
            write(to, list[i]);
        }

        to.WriteEndArray();
    }

    private static void Words(Utf8JsonWriter to, ReadOnlySpan<byte> name, IReadOnlyList<string>? words)
    {
        if (words is not null)
        {
            List(to, name, words, static (w, word) => w.WriteStringValue(word));
        }
    }

    private static void Rare<T>(Utf8JsonWriter to, ReadOnlySpan<byte> name, T? value)
    {
        if (value is ICollection { Count: 0 })
        {
            to.WriteStartArray(name);
            to.WriteEndArray();
        }
        else if (value is not null)
        {
            to.WritePropertyName(name);
            JsonSerializer.Serialize(to, value, ModelJson.Terse);
        }
    }

    private static void IfTrue(Utf8JsonWriter to, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            to.WriteBoolean(name, true);
        }
    }

    private static void Unless<T>(Utf8JsonWriter to, ReadOnlySpan<byte> name, T value, T supplied)
        where T : struct, Enum
    {
        if (!EqualityComparer<T>.Default.Equals(value, supplied))
        {
            to.WriteString(name, Word(value));
        }
    }

    private static void Optional<T>(Utf8JsonWriter to, ReadOnlySpan<byte> name, T? value)
        where T : struct, Enum
    {
        if (value is { } some)
        {
            to.WriteString(name, Word(some));
        }
    }

    private static void Optional(Utf8JsonWriter to, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            to.WriteString(name, value);
        }
    }

    private static void Optional(Utf8JsonWriter to, ReadOnlySpan<byte> name, Guid? value)
    {
        if (value is { } id)
        {
            to.WriteString(name, id);
        }
    }

    private static void Optional(Utf8JsonWriter to, ReadOnlySpan<byte> name, DateOnly? value)
    {
        if (value is { } day)
        {
            Span<byte> text = stackalloc byte[10];
            day.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            to.WriteString(name, text);
        }
    }

    private static JsonEncodedText Word<T>(T value)
        where T : struct, Enum => Enums<T>.Words[value];

    private static class Enums<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, JsonEncodedText> Words =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(v.ToString())));
    }
}

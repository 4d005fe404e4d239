using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// The journal's chain: every entry's hash is over the previous hash, the entry's facts and the digest of its payload's stored bytes, so that a changed
/// or missing entry shows, and a payload can later be replaced by a tombstone that keeps its digest.
/// </summary>
internal static class CaseJournal
{
    private const string TombstoneMark = "deleted.";

    /// <summary>Room for an ordinary line; a longer one is tried again with more.</summary>
    private const int LineBytes = 1024;

    /// <summary>What is shown where a tombstone stands.</summary>
    public const string DeletedPayload = """{"deleted":true}""";

    /// <param name="payload">The payload as it will be stored: encrypted, since it says what people wrote of people. Over the cipher text the hash gives nothing away.</param>
    public static JournalRow Chain(CaseFile file, CaseEventDraft draft, string payload, Actor actor, string? onBehalfOf, string channel)
    {
        var row = new JournalRow(
            file.Id, file.LastSeq + 1, file.Locality, draft.Name, file.UpdatedAt, draft.NationalCode, actor.Kind.ToString(), actor.AccountId,
            actor.Name, draft.ActorRole, onBehalfOf, channel, payload, "");
        return row with { Hash = HashOf(row, file.LastHash) };
    }

    /// <summary>
    /// SHA-256, hex, of the line <c>previous|case|seq|name|at|code|kind|actor|name|role|behalf|channel|digest(payload)</c>; in the two names, which
    /// people choose, <c>\</c> and <c>|</c> are escaped by a <c>\</c>.
    /// </summary>
    public static string HashOf(JournalRow row, string previous)
    {
        var payload = DigestOfPayload(row.Payload);
        for (var room = LineBytes; ; room *= 2)
        {
            var line = ArrayPool<byte>.Shared.Rent(room);
            try
            {
                if (Utf8.TryWrite(
                    line,
                    CultureInfo.InvariantCulture,
                    $"{previous}|{row.CaseId}|{row.Seq}|{row.Name}|{row.At.UtcDateTime:O}|{row.NationalCode}|{row.ActorKind}|{row.ActorId}|{Escaped(row.ActorName)}|{row.ActorRole}|{Escaped(row.OnBehalfOf)}|{row.Channel}|{payload}",
                    out var length))
                {
                    return Digest(line.AsSpan(0, length));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(line, clearArray: true);
            }
        }
    }

    private static string? Escaped(string? name) => name?.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>What may stand in a payload's place when it has to be deleted: its digest, so that the chain still holds.</summary>
    public static string Tombstone(string payload) => TombstoneMark + DigestOfPayload(payload);

    public static bool IsTombstone(string payload) => payload.StartsWith(TombstoneMark, StringComparison.Ordinal);

    private static string DigestOfPayload(string payload) => IsTombstone(payload) ? payload[TombstoneMark.Length..] : Digest(payload);

    /// <summary>SHA-256, hex.</summary>
    public static string Digest(ReadOnlySpan<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(utf8, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>SHA-256 of the text in UTF-8, hex.</summary>
    public static string Digest(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Digest(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}

internal sealed record JournalRow(
    Guid CaseId,
    int Seq,
    LocalityCode Locality,
    string Name,
    DateTimeOffset At,
    string? NationalCode,
    string ActorKind,
    Guid? ActorId,
    string ActorName,
    string? ActorRole,
    string? OnBehalfOf,
    string? Channel,
    string Payload,
    string Hash);

using Platform.Model.Localities;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// One transaction of one writer: which entries it put at the ends of which chains. The anchors of a writer are a chain of their own, so a cut tail or a
/// missing case shows: its head is still named here.
/// </summary>
/// <param name="Writer">Name of the writer, e.g. <c>node-1/0</c>.</param>
/// <param name="Seq">Counts from 1 per writer, without gaps.</param>
/// <param name="Heads">As <see cref="JournalHead.Write"/> puts them.</param>
/// <param name="Hash">SHA-256, hex, of <c>previous|writer|seq|at|heads</c>.</param>
internal sealed record JournalAnchor(string Writer, long Seq, DateTimeOffset At, string Heads, string Hash)
{
    public static JournalAnchor After(string previousHash, string writer, long seq, DateTimeOffset at, IReadOnlyList<JournalHead> heads)
    {
        var anchor = new JournalAnchor(writer, seq, at, string.Join(',', heads.Select(h => h.Write())), "");
        return anchor with { Hash = anchor.HashAfter(previousHash) };
    }

    public string HashAfter(string previousHash) =>
        CaseJournal.Digest(FormattableString.Invariant($"{previousHash}|{Writer}|{Seq}|{At.UtcDateTime:O}|{Heads}"));
}

/// <summary>The last entry of a case's chain after one command.</summary>
internal readonly record struct JournalHead(Guid CaseId, LocalityCode Locality, int Seq, string Hash)
{
    /// <summary><c>case:locality:seq:hash</c>.</summary>
    public string Write() => FormattableString.Invariant($"{CaseId:N}:{Locality}:{Seq}:{Hash}");

    /// <summary>Throws <see cref="FormatException"/> for anything else.</summary>
    public static JournalHead Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 4
            && Guid.TryParseExact(parts[0], "N", out var id)
            && LocalityCode.TryParse(parts[1], out var locality)
            && int.TryParse(parts[2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seq)
            ? new(id, locality, seq, parts[3])
            : throw new FormatException($"'{text}' is no head of a chain.");
    }
}

using System.Security.Cryptography;
using System.Text;
using Platform.Model.Localities;
using Platform.Server.Cases.Journal;

namespace Platform.Tests.Cases.Journal;

/// <summary>The chain is recomputed by others from the documented line, so the line itself is what must not change.</summary>
public sealed class CaseJournalTests
{
    private static readonly Guid Case = Guid.Parse("0199c000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 30, 0, 250, TimeSpan.FromHours(8));

    [Fact]
    public void An_entrys_hash_is_that_of_its_documented_line()
    {
        var row = Row(actor: "王|芳\\", payload: "a1.key.payload");
        var line = $"before|0199c000-0000-7000-8000-000000000001|7|case.accepted|2026-03-02T01:30:00.2500000Z|3|Staff||王\\|芳\\\\|officer||window|{Sha256("a1.key.payload")}";
        Assert.Equal(Sha256(line), CaseJournal.HashOf(row, "before"));
    }

    [Fact]
    public void A_very_long_name_is_hashed_whole()
    {
        var name = new string('名', 5000);
        Assert.Equal(
            Sha256($"before|0199c000-0000-7000-8000-000000000001|7|case.accepted|2026-03-02T01:30:00.2500000Z|3|Staff||{name}|officer||window|{Sha256("p")}"),
            CaseJournal.HashOf(Row(name, "p"), "before"));
    }

    private static JournalRow Row(string actor, string payload) =>
        new(Case, 7, LocalityCode.Parse("330110"), "case.accepted", At, "3", "Staff", null, actor, "officer", null, "window", payload, "");

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

using System.Net;
using System.Text.Json.Nodes;
using Platform.Model.Localities;
using Platform.Server.Cases.Journal;

namespace Platform.Tests.Cases.Journal;

/// <summary>An exported journal is checked outside the system; whatever somebody did to a row is pointed at.</summary>
public sealed class JournalVerifierTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_journal_nobody_touched_is_whole()
    {
        await TwoCasesAsync();
        var (code, said) = await (await ExportedJournal.OfAsync(office.Server)).VerifyAsync();
        Assert.Equal(0, code);
        Assert.Contains("whole and unchanged", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("actorName")]
    [InlineData("payload")]
    [InlineData("at")]
    [InlineData("hash")]
    public async Task A_changed_row_is_named(string member)
    {
        await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        var row = journal.Events.First(e => e["seq"]!.GetValue<int>() == 2);
        row[member] = member == "at" ? "2020-01-01T00:00:00+00:00" : row[member]!.GetValue<string>() + "x";
        var (code, said) = await journal.VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains($"Changed: case {row["caseId"]}, entry 2", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_row_leaves_a_gap()
    {
        var (one, _) = await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        journal.Remove(r => Is(r, one, 2));
        Assert.Contains($"Gap: case {one}, entry 3", (await journal.VerifyAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_tail_and_a_missing_case_are_still_named_by_the_anchors()
    {
        var (one, two) = await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        var last = journal.Events.Where(e => Is(e, one)).Max(e => e["seq"]!.GetValue<int>());
        journal.Remove(r => Is(r, one, last));
        journal.Remove(r => Is(r, two));
        var (code, said) = await journal.VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains($"Cut: case {one}, entry {last}", said, StringComparison.Ordinal);
        Assert.Contains($"Cut: case {two}, entry", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_written_anew_is_betrayed_by_its_anchor()
    {
        var (one, _) = await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        var previous = "";
        foreach (var row in journal.Events.Where(e => Is(e, one)).ToList())
        {
            row["actorName"] = "somebody else";
            row["hash"] = previous = CaseJournal.HashOf(((JournalExport.Event)JournalExport.Parse(Line(row))).Row, previous);
        }

        var (_, said) = await journal.VerifyAsync();
        Assert.Contains($"Replaced: case {one}, entry", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Changed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_put_in_from_outside_has_no_anchor()
    {
        var (one, _) = await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        var last = journal.Events.Where(e => Is(e, one)).MaxBy(e => e["seq"]!.GetValue<int>())!;
        var added = last.DeepClone();
        added["seq"] = last["seq"]!.GetValue<int>() + 1;
        added["hash"] = CaseJournal.HashOf(((JournalExport.Event)JournalExport.Parse(Line(added))).Row, last["hash"]!.GetValue<string>());
        journal.Lines.Insert(journal.Lines.FindIndex(l => ReferenceEquals(l["row"], last)) + 1, JsonNode.Parse(Line(added))!);
        Assert.Contains($"Unanchored: case {one}, entry {added["seq"]}", (await journal.VerifyAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_or_missing_anchor_is_named()
    {
        await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        var second = journal.Anchors.First(a => a["seq"]!.GetValue<long>() == 2);
        var without = ExportedJournal.Parse(string.Join('\n', journal.Lines.Select(l => l.ToJsonString())));
        without.Remove(r => r["writer"] is not null && r["seq"]!.GetValue<long>() == 2);
        Assert.Contains("AnchorBroken: writer 0, entry 3", (await without.VerifyAsync()).Said, StringComparison.Ordinal);
        second["heads"] = "";
        Assert.Contains("AnchorBroken: writer 0, entry 2", (await journal.VerifyAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_may_be_replaced_by_a_tombstone()
    {
        await TwoCasesAsync();
        var journal = await ExportedJournal.OfAsync(office.Server);
        foreach (var row in journal.Events)
        {
            row["payload"] = CaseJournal.Tombstone(row["payload"]!.GetValue<string>());
        }

        Assert.Equal(0, (await journal.VerifyAsync()).Code);
    }

    [Fact]
    public async Task An_export_of_one_place_is_whole_without_the_others()
    {
        await TwoCasesAsync();
        var here = await ExportedJournal.OfAsync(office.Server, LocalityCode.Parse(CaseOffice.Street));
        Assert.NotEmpty(here.Events);
        Assert.Equal(0, (await here.VerifyAsync()).Code);
        var elsewhere = await ExportedJournal.OfAsync(office.Server, LocalityCode.Parse("330106"));
        Assert.Empty(elsewhere.Events);
        Assert.Equal(0, (await elsewhere.VerifyAsync()).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("""{"type":"journal","format":"something-else/9","exportedAt":"2026-01-01T00:00:00Z","localities":[]}""")]
    [InlineData("""{"type":"event","row":null}""")]
    public async Task What_is_no_export_is_refused(string text)
    {
        using var reader = new StringReader(text);
        using var said = new StringWriter();
        Assert.Equal(2, await VerifyJournal.VerifyAsync(reader, said, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_reads_the_audit_gets_the_file_and_nobody_else()
    {
        await TwoCasesAsync();
        using var file = await (await office.AsAsync("jin.cha")).GetAsync("/api/v1/audit/journal");
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        var journal = ExportedJournal.Parse(await file.Content.ReadAsStringAsync());
        Assert.NotEmpty(journal.Events);
        Assert.Equal(0, (await journal.VerifyAsync()).Code);
        Assert.DoesNotContain("王芳", string.Join('\n', journal.Events.Select(e => e["payload"]!.GetValue<string>())), StringComparison.Ordinal);
        using var refused = await (await office.AsAsync("li.na")).GetAsync("/api/v1/audit/journal");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var elsewhere = await (await office.AsAsync("jin.cha")).GetStringAsync("/api/v1/audit/journal?locality=330106");
        Assert.Empty(ExportedJournal.Parse(elsewhere).Events);
        using var wrong = await (await office.AsAsync("jin.cha")).GetAsync("/api/v1/audit/journal?locality=here");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private async Task<(Guid One, Guid Two)> TwoCasesAsync()
    {
        var one = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", one, "Accept");
        var two = (await office.FileAsync())["number"]!.GetValue<string>();
        return (await IdAsync(one), await IdAsync(two));
    }

    private async Task<Guid> IdAsync(string number) => (await office.Server.Get<Platform.Server.Cases.CaseReader>().FindAsync(number, CancellationToken.None))!.Id;

    private static bool Is(JsonNode row, Guid id) => row["caseId"]?.GetValue<Guid>() == id;

    private static bool Is(JsonNode row, Guid id, int seq) => Is(row, id) && row["seq"]!.GetValue<int>() == seq;

    private static string Line(JsonNode row) => new JsonObject { ["type"] = "event", ["row"] = row.DeepClone() }.ToJsonString();
}

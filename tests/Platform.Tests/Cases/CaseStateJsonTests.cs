using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases;

namespace Platform.Tests.Cases;

/// <summary>The state is written by hand and read by the serializer: both must mean the same JSON, for every member there is.</summary>
public sealed class CaseStateJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 9, 30, 15, 123, TimeSpan.Zero);
    private static readonly Guid Somebody = Guid.Parse("01a22487-005f-76d8-b307-df57c9b1a852");

    [Fact]
    public void A_state_with_every_member_is_written_as_the_serializer_writes_it()
    {
        var full = Full();

        Assert.Equal(JsonSerializer.Serialize(full, ModelJson.Terse), Written(full));
        Assert.Empty(Defaults(full, nameof(CaseFile)));
    }

    [Fact]
    public void A_state_with_nothing_but_what_it_must_have_is_written_as_the_serializer_writes_it()
    {
        var bare = Bare();

        Assert.Equal(JsonSerializer.Serialize(bare, ModelJson.Terse), Written(bare));
    }

    [Fact]
    public void Writing_twice_in_a_row_leaves_nothing_of_the_first()
    {
        _ = Written(Full());

        Assert.Equal(JsonSerializer.Serialize(Bare(), ModelJson.Terse), Written(Bare()));
    }

    private static string Written(CaseFile file) => CaseStateJson.Write(file, System.Text.Encoding.UTF8.GetString);

    private static CaseFile Bare() => new()
    {
        Id = Somebody,
        TrackingCode = TrackingCode.Generate(count => new byte[count]),
        ItemVersionId = "v",
        ItemCode = "permit",
        ItemName = LocalizedText.Of("许可 \"<&'>\" \\ \t 🙂"),
        Locality = LocalityCode.Parse("330110012"),
        Authority = "11330110YL00000126",
        AuthorityName = LocalizedText.Of("局", "Bureau"),
        Channel = "pc",
        FiledAt = At,
        UpdatedAt = At.AddTicks(10),
        Facts = CaseFacts.New(Settings),
    };

    private static CaseSettings Settings => new(new(20, ClockUnit.WorkingDay), new(10, ClockUnit.NaturalDay), new(24, ClockUnit.Hour));

    private static CaseFile Full() => Bare() with
    {
        Version = 7,
        Number = "no column of the state",
        ApplicantAccount = Somebody,
        ApplicantHash = "9b40",
        BundleId = Guid.Parse("00000000-0000-7000-8000-0000000000b2"),
        Facts = new(
            CaseState.InReview,
            new(
                new(20, ClockUnit.WorkingDay), new(10, ClockUnit.NaturalDay), new(24, ClockUnit.Hour), 6, 11, true, true, SupplementAfterAcceptance.Pauses,
                AcceptanceAfterSupplement.DayOfAct, 12, true, OutOfHours.NextWorkingDay, new(17, 30)),
            true, true, true, new(2026, 3, 1), new(2026, 3, 2), new(2026, 3, 3), new(2026, 3, 4), new(2026, 3, 5), new(2026, 3, 6), true, true, new(2026, 3, 7),
            DecisionOutcome.Deny, CaseState.Accepted, ["plan"], ["a", "b"], ["plan", "map"]),
        Ledger = ClockLedger.Of([new(0, ClockKind.Notice, ClockEntryType.Start, new(2026, 3, 2), At, 5, ClockUnit.WorkingDay, "received", "行政许可法第三十二条", null, "system")]),
        Flow = new("built-in/1", """{"s":"w"}"""),
        FlowStatus = FlowStatus.Cancelled,
        Tasks =
        [
            new(
                Somebody, "check", TaskKind.Review, LocalizedText.Of("审核", "Check"), new(true, "reviewer", "11330110YL00000126", "food", AssignmentRule.Previous, "person:wang.lei"),
                [new("Pass", LocalizedText.Of("通过"), "primary", true), new("SendBack", LocalizedText.Of("退回"))],
                At, new(3, ClockUnit.WorkingDay, false), new(2026, 3, 9), JsonSerializer.SerializeToElement(new { a = new[] { 1, 2 } }), true, Somebody, "王芳",
                [new(Somebody, "李强", LocalizedText.Of("审核"), LocalizedText.Of("通过"), Somebody)], new(new(2026, 3, 8), new(2026, 3, 9)), new(Somebody, "王磊", Somebody, At),
                new(Somebody, "王磊", At, "是否合格？"), [new(Somebody, "李娜", "是否合格？", "合格", At)]),
        ],
        Timers = [new(Somebody, CaseTimerKind.GapWarning, At, new(new(2026, 3, 1), 3)), new(Somebody, CaseTimerKind.Flow, At)],
        Services = [new(1, "file", At)],
        Notice = new([new("plan", "unreadable")], [], new(2026, 3, 20), "note"),
        GapWarned = true,
        Incidents = [new("step", "code", "message", At)],
        Recent = [new("key", "digest")],
        LastSeq = 4,
        LastHash = "26fc",
        AnswersRevision = 2,
        AnswersDigest = "6dd6",
        DueOn = new(2026, 3, 30),
        Warnings = new(new(2026, 3, 20), new(2026, 3, 25)),
        Awaits = [new("fee.paid", "order-1")],
        Rungs = [new(ClockKind.Step, "k", new(2026, 3, 2), Rung.Red)],
        IsOverdue = true,
        Signing =
        [
            new(
                "check", [new(1, LocalizedText.Of("消防"), "reviewer", "11330110YL00000126", SignerState.Signed, Somebody, true, "Approve", "by", "李强")],
                [new(Somebody, "李强", LocalizedText.Of("消防"), LocalizedText.Of("同意"), Somebody)]),
        ],
        Calls = [new(Somebody, 2, "call", "registry", "mark", At, new ConnectorAnswer(true, JsonElement.Parse("[1]"), true, "code", "message", "why"), true)],
        SubCases = [new(Somebody, "sub", "item", LocalityCode.Parse("330110"), true, new(Somebody, "item", "330110", JsonSerializer.SerializeToElement(new { a = 1 }), new Dictionary<string, string> { ["q"] = "o" }, new Dictionary<string, string> { ["m"] = "n" }), "330110-2", CaseState.Delivered, true)],
        Parent = new(Somebody, "330110-1", 2, true),
        Undoable = ["a", "b"],
        Undoing = ["b", "a"],
        Unsettled = [new("c", 1, true), new("c", 2, false)],
        LastAct = new(
            Somebody, Somebody, "王芳", At, "case.decided",
            new(
                new("built-in/1", """{"s":"w"}"""), FlowStatus.Faulted,
                [
                    new(
                        Somebody, "check", TaskKind.Review, LocalizedText.Of("审核"), new(true, "reviewer", "a", "food", AssignmentRule.Previous, "role:x"), [new("Pass", LocalizedText.Of("通过"), "primary", true)], At,
                        new(3, ClockUnit.WorkingDay, false), new(2026, 3, 9), JsonSerializer.SerializeToElement(new { a = 1 }), true, Somebody, "王芳", [new(Somebody, "李强", LocalizedText.Of("审核"), LocalizedText.Of("通过"), Somebody)],
                        new(new(2026, 3, 8), new(2026, 3, 9)), new(Somebody, "王磊", Somebody, At), new(Somebody, "王磊", At, "q"), [new(Somebody, "李娜", "q", "o", At)]),
                ],
                [Somebody], [new(Somebody, CaseTimerKind.GapWarning, At, new(new(2026, 3, 1), 3))],
                [new("check", [new(1, LocalizedText.Of("消防"), "r", "a", SignerState.Signed, Somebody, true, "Approve", "by", "n")], [new(Somebody, "李强", LocalizedText.Of("消防"), LocalizedText.Of("同意"), Somebody)])],
                [new("fee.paid", "order-1")], [new("step", "code", "message", At)]),
            "李娜"),
    };

    /// <summary>Members that are stored and have the value they have anyway: whoever adds one adds it to the state above.</summary>
    private static IEnumerable<string> Defaults(object? value, string path)
    {
        if (value is null || value is string || value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            if (value is IEnumerable and not string and IEnumerable list)
            {
                var first = list.Cast<object>().FirstOrDefault();
                return first is null ? [path] : Defaults(first, path + "[0]");
            }

            return value is null or 0 or 0L or false or "" ? [path] : [];
        }

        return value.GetType().IsEnum || value is LocalizedText or ClockLedger or TrackingCode or LocalityCode or JsonElement
            ? []
            : value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null && value is not SupplementNotice)
                .SelectMany(p => Supplied(p) is true ? p.GetValue(value) is true ? [$"{path}.{p.Name}"] : [] : Defaults(p.GetValue(value), $"{path}.{p.Name}"));
    }

    /// <summary>What the constructor supplies when it is not told.</summary>
    private static object? Supplied(PropertyInfo property) =>
        property.DeclaringType!.GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == property.Name && p.HasDefaultValue)?.DefaultValue;
}

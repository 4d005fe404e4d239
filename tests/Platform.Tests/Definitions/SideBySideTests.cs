using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors.Frame;
using Platform.Server.Cases.Moves;

namespace Platform.Tests.Definitions;

/// <summary>What is shown before something comes into force: both texts beside each other, and which steps go where.</summary>
public sealed class SideBySideTests
{
    private static readonly Gen<string[]> Texts = Gen.Int[0, 3].Select(n => "abcd"[n].ToString()).Array[0, 12];

    [Fact]
    public void Each_side_read_down_is_the_text_it_is_of() => Gen.Select(Texts, Texts).Sample((before, after) =>
    {
        var rows = SideBySide.Of(before, after);
        Assert.Equal(before, rows.Select(r => r.Before).OfType<string>());
        Assert.Equal(after, rows.Select(r => r.After).OfType<string>());
        Assert.Equal(Enumerable.Range(1, before.Length), rows.Select(r => r.BeforeNumber).OfType<int>());
        Assert.Equal(Enumerable.Range(1, after.Length), rows.Select(r => r.AfterNumber).OfType<int>());
    });

    [Fact]
    public void A_text_beside_itself_has_no_changes() => Texts.Sample(text =>
    {
        Assert.All(SideBySide.Of(text, text), r => Assert.True(r.Same));
        Assert.All(SideBySide.Changed(SideBySide.Of(text, text)), Assert.Null);
    });

    [Fact]
    public void Every_change_is_shown_with_what_stands_around_it()
    {
        var before = Enumerable.Range(0, 30).Select(n => $"{n}").ToList();
        var after = before.Select(l => l == "15" ? "x" : l).ToList();
        var shown = SideBySide.Changed(SideBySide.Of(before, after));
        Assert.Equal([null, "12", "13", "14", "15", "16", "17", "18", null], shown.Select(r => r?.Before));
        Assert.Equal("x", shown[4]!.After);
        Assert.Equal(30, SideBySide.Of([], before).Count);
    }

    [Fact]
    public void Steps_that_are_gone_are_offered_those_that_are_new()
    {
        var before = Flow("start", "examine", "decide");
        var mapping = StepMapping.Of([before, Flow("start", "look")], Flow("start", "examination", "decide"));
        Assert.Equal(["examine", "look"], mapping.Gone.Select(s => s.Id));
        Assert.Equal(["examination"], mapping.Fresh.Select(s => s.Id));
        Assert.Equal(("examination", 3), (mapping.Fresh[0].Title, mapping.Same));
    }

    private static JsonObject Flow(params string[] steps) => new()
    {
        ["root"] = new JsonObject { ["id"] = "root", ["type"] = "Elsa.Flowchart", ["activities"] = new JsonArray([.. steps.Select(s => new JsonObject { ["id"] = s, ["type"] = "Platform.Review" })]) },
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class AnswersTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("members[2].income[0].amount")]
    [InlineData("home.detail")]
    public void A_path_prints_as_it_was_read(string text) => Assert.Equal(text, FieldPath.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("[0]")]
    [InlineData("a[")]
    [InlineData("a[]")]
    [InlineData("a[-1]")]
    [InlineData("a[9999999]")]
    [InlineData("a..b")]
    [InlineData("a[0]b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("姓名")]
    [InlineData("__proto__")]
    public void A_malformed_path_is_refused(string? text) => Assert.False(FieldPath.TryParse(text, out _));

    [Fact]
    public void The_template_of_a_path_has_no_indexes() => Assert.Equal("members.income.amount", FieldPath.Parse("members[2].income[0].amount").Template);

    [Fact]
    public void Setting_makes_the_way_and_leaves_the_original_alone()
    {
        var before = Answers.Parse("""{"a":1}""");

        var after = before.With("members[0].income[0].amount", "5.00");

        Assert.Equal("""{"a":1,"members":[{"income":[{"amount":"5.00"}]}]}""", after.ToString());
        Assert.Equal("""{"a":1}""", before.ToString());
        Assert.Equal("5.00", after.Text("members[0].income[0].amount"));
        Assert.Equal(5m, after.Number("members[0].income[0].amount"));
    }

    [Fact]
    public void Setting_past_the_end_is_refused() => Assert.Throws<FormatException>(() => Answers.Empty.With("members[1].name", "x"));

    [Fact]
    public void Removing_an_item_moves_the_later_ones_up()
    {
        var answers = Answers.Parse("""{"m":[{"n":"a"},{"n":"b"},{"n":"c"}]}""");

        Assert.Equal("""{"m":[{"n":"a"},{"n":"c"}]}""", answers.Without("m[1]").ToString());
        Assert.Equal("""{"m":[{"n":"c"},{"n":"a"},{"n":"b"}]}""", answers.MoveItem("m", 2, 0).ToString());
        Assert.Equal(4, answers.WithItem("m").Count("m"));
        Assert.Same(answers, answers.Without("m[7]"));
        Assert.Same(answers, answers.MoveItem("m", 0, 3));
    }

    [Fact]
    public void Values_made_in_code_compare_with_values_read_from_text()
    {
        var made = Answers.Of(new JsonObject { ["n"] = 5, ["d"] = JsonValue.Create(new DateOnly(2025, 3, 1)), ["f"] = true });

        Assert.Equal(Answers.Parse("""{"n":5,"d":"2025-03-01","f":true}"""), made);
        Assert.Equal(5m, made.Number("n"));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void What_is_no_object_of_answers_is_refused(string json) => Assert.Throws<JsonException>(() => Answers.Parse(json));

    [Fact]
    public void Answers_nested_without_end_are_refused() =>
        Assert.Throws<JsonException>(() => Answers.Parse(string.Concat(Enumerable.Repeat("""{"a":""", 5000)) + "1" + new string('}', 5000)));

    [Fact]
    public void A_number_beyond_decimal_survives_and_is_no_number_of_the_form()
    {
        var answers = Answers.Parse("""{"area":1e400}""");

        Assert.Equal("""{"area":1e400}""", answers.ToString());
        Assert.Null(answers.Number("area"));
    }

    [Fact]
    public void Answers_are_part_of_a_request_like_any_value()
    {
        var draft = JsonSerializer.Deserialize<Draft>("""{"answers":{"a":"x"}}""", ModelJson.Options)!;

        Assert.Equal("x", draft.Answers.Text("a"));
        Assert.Equal("""{"answers":{"a":"x"}}""", JsonSerializer.Serialize(draft, ModelJson.Options));
    }

    [Fact]
    public void Changes_name_each_differing_answer()
    {
        var before = Answers.Parse("""{"name":"a","needs":["x"],"m":[{"n":"1"},{"n":"2"}],"home":{"detail":"old"}}""");
        var after = Answers.Parse("""{"needs":["x","y"],"m":[{"n":"1"},{"n":"3"},{"n":"4"}],"home":{"detail":"new"},"more":true}""");

        var paths = AnswerChange.Between(before, after).Select(c => c.Path);

        Assert.Equal(["name", "needs", "m[1].n", "m[2]", "home.detail", "more"], paths);
        Assert.Empty(AnswerChange.Between(before, before));
    }

    private sealed record Draft(Answers Answers);
}

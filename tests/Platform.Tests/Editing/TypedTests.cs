using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

/// <summary>What a person types stays theirs until they are through with it.</summary>
public sealed class TypedTests
{
    [Fact]
    public void A_refused_text_stays_with_the_word_about_it_whatever_comes_from_outside()
    {
        var box = Box("a");
        Type(box, " b ");
        Assert.Null(box.HandOn(leaving: true, t => $"{t} is taken"));
        Assert.Equal(("b", "b is taken"), (box.Text, box.Refused));
        box.Show("a");
        box.Show("c");
        Assert.Equal(("b", "b is taken"), (box.Text, box.Refused));
        Type(box, "d");
        Assert.Null(box.Refused);
        Assert.Equal("d", box.HandOn(leaving: true, _ => null));
    }

    [Fact]
    public void A_refused_text_is_given_up_for_what_the_document_holds()
    {
        var box = Box("a");
        Type(box, "b");
        box.HandOn(leaving: true, _ => "no");
        box.Show("c");
        box.Drop();
        Assert.Equal(("c", (string?)null), (box.Text, box.Refused));
    }

    [Fact]
    public void Going_back_to_what_was_there_is_never_refused()
    {
        var box = Box("");
        Type(box, "x");
        box.HandOn(leaving: true, _ => "no");
        Type(box, "");
        Assert.Null(box.HandOn(leaving: true, _ => "no"));
        Assert.Null(box.Refused);
    }

    [Fact]
    public void Spaces_stay_while_one_types_and_go_when_one_leaves()
    {
        var box = Box("");
        Type(box, "two ");
        Assert.Equal("two", box.HandOn(leaving: false, null));
        box.Show("two");
        Assert.Equal("two ", box.Text);
        Type(box, "two words ");
        Assert.Equal("two words", box.HandOn(leaving: true, null));
        Assert.Equal("two words", box.Text);
        Assert.Null(Again(box));
    }

    [Fact]
    public void What_colleagues_write_is_shown_once_nobody_is_typing()
    {
        var box = Box("a");
        box.Show("b");
        Assert.Equal("b", box.Text);
        Type(box, "mine");
        box.Show("c");
        Assert.Equal(("mine", "c"), (box.Text, box.Elsewhere));
        Assert.Equal("mine", box.HandOn(leaving: false, null));
        box.Show("mine");
        Assert.Null(box.Elsewhere);
        box.Show("d");
        Assert.Equal(("d", (string?)null), (box.Text, box.Elsewhere));
    }

    [Fact]
    public void Taking_ones_own_text_back_is_shown_like_anybody_elses()
    {
        var box = Box("a");
        Type(box, "b");
        box.HandOn(leaving: true, null);
        box.Show("b");
        box.Show("c");
        box.Show("b");
        Assert.Equal("b", box.Text);
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"a":2}}""", null)]
    [InlineData(" [1, \"二\"] ", null)]
    [InlineData("null", null)]
    [InlineData("", "1:1:")]
    [InlineData("{", "1:2:")]
    [InlineData("{\n  \"甲\": 1,\n  \"甲\": 2\n}", "3:3:甲")]
    [InlineData("""{"a":1,"\u0061":2}""", "1:8:a")]
    [InlineData("{\"a\":[1,\n2,]}", "2:3:")]
    [InlineData("{\"二\": // why\n1}", "1:7:")]
    [InlineData("/* why */ 1", "1:1:")]
    [InlineData("1 2", "1:3:")]
    [InlineData("""["\ud800"]""", "1:2:")]
    [InlineData("{'a':1}", "1:2:")]
    [InlineData("NaN", "1:1:")]
    public void Json_is_read_at_its_word(string text, string? fault)
    {
        var found = TypedJson.Read(text, out var value);
        Assert.Equal(fault, found is null ? null : $"{found.Line}:{found.Column}:{found.Twice}");
        Assert.Equal(fault is null, value is not null);
    }

    [Fact]
    public void A_typed_null_is_a_value_and_no_text_is_none()
    {
        Assert.True(ValueTexts.TryRead("null", ShapeKind.Json, out var typed));
        Assert.Equal(new Held(null), typed);
        Assert.Equal("null", ValueTexts.Write(typed, ShapeKind.Json));
        Assert.True(ValueTexts.TryRead("", ShapeKind.Json, out var none));
        Assert.Null(none);
        Assert.Equal("", ValueTexts.Write(none, ShapeKind.Json));
    }

    private static TypedBox Box(string value)
    {
        var box = new TypedBox();
        box.Show(value);
        return box;
    }

    private static void Type(TypedBox box, string text)
    {
        box.Text = text;
        box.Typed();
    }

    private static string? Again(TypedBox box)
    {
        box.Show(box.Text);
        return box.HandOn(leaving: true, null);
    }
}

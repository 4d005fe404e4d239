using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Forms;

namespace Platform.Tests.Editing;

/// <summary>Fields that go into the library of questions and come out of it.</summary>
public sealed class QuestionEditsTests
{
    private const string Field = """{"key":"contactPhone","type":"phone","label":{"zh-CN":"电话","en":"Telephone"},"required":true,"visibleWhen":{"op":"isEmpty","field":"name"},"mask":"phone","width":"half","more":{"kept":1}}""";

    [Fact]
    public void What_was_put_in_and_taken_out_is_what_it_was()
    {
        var document = Form(Field);
        var spot = FormEdits.Share(document, Node(document), "contact-phone")!;
        var asked = (JsonObject)spot.Find(document)!;
        Assert.Equal(["key", "type", "question", "required", "visibleWhen", "width"], asked.Select(m => m.Key));
        var question = new LibraryQuestion("contact-phone", QuestionEdits.QuestionOf((JsonObject)JsonNode.Parse(Field)!, "contact-phone"), IsDraft: true);
        Assert.Equal(("电话", "phone"), (new Designer.Editors.Fields.WordingValue(question.Document["title"]).In("zh-CN"), question.Type));
        Assert.NotNull(question.Read());
        Assert.DoesNotContain(question.Field, m => m.Key is "required" or "visibleWhen" or "width");

        FormEdits.TakeOut(document, Node(document), question);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Field), Node(document).Element), Node(document).Element.ToJsonString());
    }

    [Fact]
    public void A_copy_of_its_own_keeps_the_narrower_limits()
    {
        var question = Question("""{"key":"w","mayTighten":true,"field":{"key":"weight","type":"integer","label":"体重","min":1,"max":500}}""");
        var document = Form("""{"key":"weight","type":"question","question":"w","min":40,"max":900}""");
        FormEdits.TakeOut(document, Node(document), question);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"key":"weight","type":"integer","label":"体重","min":40,"max":500}"""), Node(document).Element), Node(document).Element.ToJsonString());
    }

    [Fact]
    public void Asking_twice_gives_two_answers_of_their_own()
    {
        var question = Question("""{"key":"w","field":{"key":"weight","type":"integer","label":"体重"}}""");
        var document = Form(Field);
        FormEdits.AddAsked(document, Node(document), question);
        FormEdits.AddAsked(document, Node(document), question);
        Assert.Equal(["contactPhone", "weight1", "weight"], FormOutline.Of(document).Where(n => n.Kind == OutlineKind.Field).Select(n => n.Key));
        var library = new QuestionLibrary([question]);
        Assert.Equal(["contactPhone phone", "weight1 integer", "weight integer"], new FormConditions(() => library).FieldsAt(document, Spot.Root).Select(f => $"{f.Name} {f.Type}"));
        Assert.Same(document, QuestionLibrary.None.Compose(document));
        Assert.Equal(["key", "required", "visibleWhen", "width", "searchable"], ElementMembers.Of(FormOutline.Of(document)[^1], question).Select(m => m.Name));
    }

    [Theory]
    [InlineData("contactPhone", "contact-phone")]
    [InlineData("id_Number2", "id-number2")]
    [InlineData("name", "name")]
    public void The_key_of_a_question_is_proposed_from_that_of_the_field(string field, string expected) => Assert.Equal(expected, QuestionEdits.LibraryKey(field));

    private static LibraryQuestion Question(string json) => new("w", (JsonObject)JsonNode.Parse(json)!, IsDraft: false);

    private static OutlineNode Node(JsonObject document) => FormOutline.Of(document).First(n => n.Kind == OutlineKind.Field);

    private static JsonObject Form(string element) => (JsonObject)JsonNode.Parse($$"""{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{{element}}]}]}]}""")!;
}

using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

/// <summary>What is personal is recognised wherever it turns up: in repeats, in longer texts, by the name of its member and by its looks.</summary>
public sealed class PersonalValuesTests
{
    private const string Number = "330110195803120004";

    private static readonly Form Form = new()
    {
        Key = "f",
        Pages =
        [
            new()
            {
                Key = "p",
                Sections =
                [
                    new()
                    {
                        Key = "s",
                        Elements =
                        [
                            new FormField { Key = "owner", Type = FieldType.PersonName, Mask = Mask.Name },
                            new FormField { Key = "unit", Type = FieldType.Text },
                            new FormField { Key = "home", Type = FieldType.Address, Mask = Mask.Address },
                            new FormRepeat
                            {
                                Key = "members",
                                Elements =
                                [
                                    new FormField { Key = "idNumber", Type = FieldType.CitizenId, Mask = Mask.IdNumber },
                                    new FormField { Key = "post", Type = FieldType.Text },
                                    new FormRepeat { Key = "phones", Elements = [new FormField { Key = "number", Type = FieldType.Text, Mask = Mask.All }] },
                                ],
                            },
                            new FormRepeat { Key = "rooms", Elements = [new FormField { Key = "area", Type = FieldType.Number }] },
                        ],
                    },
                ],
            },
        ],
    };

    private static readonly PersonalValues Personal = new(
        Form,
        Answers.Parse($$"""
            {"owner":"王芳","unit":"清波","home":{"division":"330110012","detail":"文一西路100号1幢"},"rooms":[{"area":60}],
             "members":[{"idNumber":"{{Number}}","post":"cook","phones":[{"number":"secret-7"}]},{"idNumber":"11010519491231002X","post":"clerk"}]}
            """),
        [(Mask.Phone, "13800000001")]);

    [Theory]
    [InlineData("owner", true)]
    [InlineData("unit", false)]
    [InlineData("home.detail", true)]
    [InlineData("members", true)]
    [InlineData("members.idNumber", true)]
    [InlineData("members[1].idNumber", true)]
    [InlineData("members.phones.number", true)]
    [InlineData("members.phones", true)]
    [InlineData("members.post", false)]
    [InlineData("members.unknown", true)]
    [InlineData("rooms", false)]
    [InlineData("nothing", false)]
    public void A_path_is_personal_when_something_masked_stands_there_or_inside(string path, bool personal) => Assert.Equal(personal, Personal.IsAt(path));

    [Theory]
    [InlineData("\"王芳\"", true)]
    [InlineData("\"申请人王芳的申请\"", true)]
    [InlineData("\"secret-7\"", true)]
    [InlineData("{\"a\":[\"x secret-7 y\"]}", true)]
    [InlineData("\"19491231\"", true)]
    [InlineData("13800000001", true)]
    [InlineData("\"电话 13912345678\"", true)]
    [InlineData("\"清波\"", false)]
    [InlineData("\"cook\"", false)]
    [InlineData("60", false)]
    [InlineData("\"91350100M000100Y43\"", false)]
    [InlineData("\"0197a000-0000-7000-8000-139000000012\"", false)]
    public void A_value_is_personal_when_it_is_holds_or_is_a_part_of_what_stands_in_a_masked_answer(string json, bool personal) =>
        Assert.Equal(personal, Personal.StandIn(JsonElement.Parse(json)));

    [Theory]
    [InlineData("\"王芳\"", "\"王*\"")]
    [InlineData("\"王芳（330110195803120004）\"", "\"王*（330110********0004）\"")]
    [InlineData("13800000001", "\"138****0001\"")]
    [InlineData("[{\"who\":\"11010519491231002X\",\"post\":\"clerk\",\"rooms\":2}]", "[{\"who\":\"110105********002X\",\"post\":\"clerk\",\"rooms\":2}]")]
    [InlineData("{\"idNumber\":\"E1234567\",\"post\":\"x\"}", "{\"idNumber\":\"********\",\"post\":\"x\"}")]
    [InlineData("{\"home\":{\"division\":\"330110012\",\"detail\":\"别处别处别处别处\"}}", "{\"home\":{\"division\":\"330110012\",\"detail\":\"别处别处别处******\"}}")]
    [InlineData("{\"330110195803120004\":{\"post\":\"cook\"}}", "\"******\"")]
    [InlineData("\"330110\"", "\"330110\"")]
    [InlineData("\"19491231\"", "\"******\"")]
    [InlineData("{\"a\":null,\"b\":true,\"c\":1.50}", "{\"a\":null,\"b\":true,\"c\":1.50}")]
    public void What_is_personal_is_masked_and_nothing_else(string json, string shown)
    {
        var hidden = Personal.Hide("v", JsonElement.Parse(json));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(shown), hidden), hidden.GetRawText());
    }

    [Fact]
    public void A_variable_called_like_a_masked_field_is_masked_as_that_is() =>
        Assert.Equal("李*", Personal.Hide("owner", JsonElement.Parse("\"李强\"")).GetString());

    [Theory]
    [InlineData("[{\"idNumber\":\"330110195803120004\",\"post\":\"cook\"}]")]
    [InlineData("{\"330110195803120004\":1}")]
    [InlineData("\"王芳（330110195803120004）\"")]
    [InlineData("13800000001")]
    [InlineData("{\"a\":{\"owner\":\"x\"},\"b\":[1,null,true,\"清波\"]}")]
    public void A_value_given_back_as_it_was_shown_is_what_it_was(string json)
    {
        var before = JsonElement.Parse(json);
        Assert.True(JsonElement.DeepEquals(before, Personal.Restore("v", before, Personal.Hide("v", before))!.Value));
    }

    [Fact]
    public void What_was_left_masked_beside_a_change_is_what_it_was()
    {
        var before = JsonElement.Parse($$"""{"list":[{"idNumber":"{{Number}}","post":"cook"},{"idNumber":"11010519491231002X","post":"clerk"}]}""");
        var given = """{"list":[{"idNumber":"330110********0004","post":"chef"},{"idNumber":"11010519491231002X"}]}""";
        var meant = Personal.Restore("v", before, JsonElement.Parse(given))!.Value;
        Assert.Equal($$"""{"list":[{"idNumber":"{{Number}}","post":"chef"},{"idNumber":"11010519491231002X"}]}""", meant.GetRawText());
    }

    [Theory]
    [InlineData("""[{"idNumber":"110105********002X"},{"idNumber":"330110********0004"}]""")]
    [InlineData("""[{"idNumber":"110105********002X"}]""")]
    [InlineData("""["号码 330110********0004"]""")]
    [InlineData("""["王*的店"]""")]
    [InlineData("""{"330110********0004":1}""")]
    public void A_mask_that_was_moved_or_stands_in_a_changed_text_is_not_taken_for_a_value(string given) =>
        Assert.Null(Personal.Restore("v", JsonElement.Parse($$"""[{"idNumber":"{{Number}}"},{"idNumber":"11010519491231002X"}]"""), JsonElement.Parse(given)));

    [Fact]
    public void Without_anything_before_a_mask_is_no_value_either()
    {
        Assert.Null(Personal.Restore("v", null, JsonElement.Parse("\"330110********0004\"")));
        Assert.Equal(5, Personal.Restore("v", null, JsonElement.Parse("5"))!.Value.GetInt32());
    }

    [Theory]
    [InlineData("\"王芳\"", "\"赵敏\"", "\"赵*\"")]
    [InlineData("{\"a\":\"王芳\",\"b\":1}", "{\"a\":\"赵敏\",\"b\":2}", "{\"a\":\"赵*\",\"b\":2}")]
    [InlineData("[\"王芳\"]", "[\"王芳\",\"赵敏\"]", "[\"******\",\"******\"]")]
    [InlineData("\"王芳 来\"", "\"赵敏 来\"", "\"******\"")]
    [InlineData("\"x\"", "\"赵敏\"", "\"赵敏\"")]
    [InlineData("null", "\"赵敏\"", "\"赵敏\"")]
    public void What_takes_the_place_of_something_personal_is_masked_too(string before, string after, string shown) =>
        Assert.Equal(shown, JsonSerializer.Serialize(Personal.HideAfter("v", JsonElement.Parse(before), JsonElement.Parse(after)), ModelJson.Options));

    [Fact]
    public void Without_a_form_only_looks_tell()
    {
        Assert.False(PersonalValues.None.IsAt("owner"));
        Assert.Equal("王芳 138****0001", PersonalValues.None.Hide("王芳 13800000001"));
    }
}

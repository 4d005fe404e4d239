using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Cases.Search;

namespace Platform.Tests.Cases.Search;

public sealed class CaseWordsTests
{
    private static readonly IPersonalData Personal = new Hashes();

    [Theory]
    [InlineData("王小明", "王小明")]
    [InlineData("王小明", "小明")]
    [InlineData("王小明", "王")]
    [InlineData("阿卜杜拉·买买提", "拉买")]
    [InlineData("Ｗang Fang", "wangfang")]
    [InlineData("杭州清波美容有限公司", "清波美容")]
    [InlineData("𠮷野家", "𠮷野")]
    public void A_name_is_found_by_its_parts_however_they_are_typed(string name, string typed) =>
        Assert.Subset(CaseWords.OfName(name, Personal).ToHashSet(), CaseWords.Sought(typed, Personal).ToHashSet());

    [Theory]
    [InlineData("王小明", "明")]
    [InlineData("王小明", "明小")]
    [InlineData("王小明", "王明")]
    public void A_name_is_not_found_by_what_does_not_stand_in_it(string name, string typed) =>
        Assert.False(CaseWords.Sought(typed, Personal).ToHashSet().IsSubsetOf(CaseWords.OfName(name, Personal)));

    [Fact]
    public void A_text_without_a_letter_finds_nothing() => Assert.Empty(CaseWords.Sought(" ·!?", Personal));

    [Fact]
    public void Searchable_answers_are_found_also_inside_repeats_and_others_are_not()
    {
        var form = CompiledForm.Compile(new Form
        {
            Key = "f",
            Pages =
            [
                new FormPage
                {
                    Key = "p", Title = LocalizedText.Of("页"),
                    Sections =
                    [
                        new FormSection
                        {
                            Key = "s", Title = LocalizedText.Of("节"),
                            Elements =
                            [
                                new FormField { Key = "shop", Label = LocalizedText.Of("店"), Type = FieldType.Text, Searchable = true },
                                new FormField { Key = "secret", Label = LocalizedText.Of("密"), Type = FieldType.Text },
                                new FormRepeat { Key = "people", Label = LocalizedText.Of("人"), Elements = [new FormField { Key = "age", Label = LocalizedText.Of("岁"), Type = FieldType.Integer, Searchable = true }] },
                            ],
                        },
                    ],
                },
            ],
        });
        var answers = Answers.Of(new JsonObject
        {
            ["shop"] = "清波", ["secret"] = "无名", ["people"] = new JsonArray(new JsonObject { ["age"] = 41 }, new JsonObject(), new JsonObject { ["age"] = 17 }),
        });
        var words = CaseWords.Of(new CaseContent { Answers = answers }, form, Personal);
        Assert.Contains(CaseWords.OfField("shop", "清波", Personal), words);
        Assert.Contains(CaseWords.Sought("清波", Personal)[0], words);
        Assert.Contains(CaseWords.OfField("age", "17", Personal), words);
        Assert.Contains(CaseWords.OfField("age", "41", Personal), words);
        Assert.DoesNotContain(CaseWords.Sought("无名", Personal)[0], words);
        Assert.DoesNotContain(CaseWords.OfField("secret", "无名", Personal), words);
    }

    [Theory]
    [InlineData("330110195803120004", typeof(CaseSought.Identity))]
    [InlineData("330110195803120005", typeof(CaseSought.Number))]
    [InlineData("11330110", typeof(CaseSought.Number))]
    [InlineData("王芳", typeof(CaseSought.Words))]
    [InlineData("A1", typeof(CaseSought.Words))]
    public void What_is_typed_says_what_is_looked_for(string typed, Type expected) => Assert.IsType(expected, CaseSought.Read(typed, Personal, new(2026, 3, 4)));

    private sealed class Hashes : IPersonalData
    {
        public string Protect(string plain) => throw new NotSupportedException();

        public string Protect(ReadOnlySpan<byte> plain) => throw new NotSupportedException();

        public string Unprotect(string stored) => throw new NotSupportedException();

        public byte[] Seal(ReadOnlySpan<byte> plain) => throw new NotSupportedException();

        public byte[] Unseal(ReadOnlySpan<byte> stored) => throw new NotSupportedException();

        public bool IsProtected(string stored) => throw new NotSupportedException();

        public string LookupHash(string purpose, string normalised) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(purpose + "\n" + normalised)));
    }
}

using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class CompiledFormTests
{
    [Fact]
    public void Right_answers_have_no_problems() => Assert.Empty(SampleForm.Validate(SampleForm.Right));

    [Theory]
    [InlineData("applicantName", null, "form.required")]
    [InlineData("applicantName", "\"<script>\"", "form.personName")]
    [InlineData("applicantName", "5", "form.type")]
    [InlineData("idNumber", "\"110105194912310021\"", "form.citizenId.checksum")]
    [InlineData("idNumber", "\"1101051949123100\"", "form.citizenId.length")]
    [InlineData("idNumber", "\"110105194913310021\"", "form.citizenId.date")]
    [InlineData("phone", "\"12\"", "form.phone")]
    [InlineData("email", "\"nobody\"", "form.email")]
    [InlineData("home.detail", null, "form.required")]
    [InlineData("home.division", "\"999\"", "form.division")]
    [InlineData("home.division", "\"330106001\"", "form.division")]
    [InlineData("kind", "\"club\"", "form.choice")]
    [InlineData("members[1].income[0].amount", "\"12\"", "form.type")]
    [InlineData("members[1].income[0].amount", "\"-1.00\"", "form.range")]
    [InlineData("members[0].name", "\"X\"", "form.tooShort")]
    [InlineData("members[0].born", "\"2025-03-04\"", "form.range")]
    [InlineData("members[0].born", "\"2025-02-30\"", "form.type")]
    [InlineData("members[0].school", null, "form.required")]
    [InlineData("needs", "[\"food\",\"care\",\"other\"]", "form.tooManyItems")]
    [InlineData("needs", "[\"food\",\"food\"]", "form.duplicate")]
    [InlineData("otherNeed", null, "form.required")]
    [InlineData("area", "0.5", "form.range")]
    [InlineData("area", "\"88\"", "form.type")]
    [InlineData("area", "88.555", "form.decimals")]
    [InlineData("plate", "\"a123\"", "form.pattern")]
    [InlineData("plate", "\"A１２３\"", "form.pattern")]
    [InlineData("plate", "\"A123\\n\"", "form.characters")]
    [InlineData("promise", "false", "form.mustBeTrue")]
    [InlineData("papers", "[7]", "form.type")]
    [InlineData("surprise", "1", "form.unknownField")]
    [InlineData("members[0].surprise", "1", "form.unknownField")]
    [InlineData("intro", "\"x\"", "form.unknownField")]
    [InlineData("members", "[5]", "form.type")]
    [InlineData("members", "{}", "form.type")]
    [InlineData("nursery", null, "form.required")]
    public void A_wrong_answer_is_named_by_path_and_code(string path, string? json, string code)
    {
        var problems = SampleForm.Validate(SampleForm.Right.With(path, json is null ? null : JsonNode.Parse(json)));

        var problem = Assert.Single(problems, p => p.Code == code);
        Assert.StartsWith(path, problem.Field, StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        Assert.IsType<LocalizedText>(problem.Values!["label"]);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Server.Templates;

namespace Platform.Tests.Templates;

/// <summary>The shipped forms, filled in.</summary>
public sealed class FormContentTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly TemplatePackage Package = new TemplatePackages().Find("government-services")!;

    [Theory]
    [InlineData("hygiene-permit", 4, 40)]
    [InlineData("elderly-card", 1, 13)]
    [InlineData("food-business-licence", 3, 25)]
    [InlineData("construction-permit", 3, 30)]
    [InlineData("lease-registration", 1, 13)]
    [InlineData("birth", 4, 18)]
    [InlineData("birth-certificate", 1, 11)]
    [InlineData("birth-registration", 1, 12)]
    [InlineData("infant-medical-insurance", 1, 9)]
    [InlineData("vaccination-certificate", 1, 8)]
    public void A_complete_application_is_valid(string key, int pages, int fields)
    {
        var form = Compile(key);
        var answers = form.Settle(Answers(key), Today);
        Assert.Empty(form.Validate(answers, FormContext.Whole(Today)).Select(p => $"{p.Code} {p.Field} {string.Join(',', p.Values ?? new Dictionary<string, object?>())}"));
        Assert.Equal(pages, form.Form.Pages.Count);
        Assert.True(AnswerSheet.Of(form, answers, "zh-CN").Sum(s => s.Fields.Count) >= fields / 2);
    }

    [Fact]
    public void Totals_are_computed()
    {
        var answers = Compile("hygiene-permit").Settle(Answers("hygiene-permit"), Today);
        Assert.Equal((90m, 2m), (answers.Number("totalArea"), answers.Number("staffCount")));
        Assert.Equal(90.5m, Compile("food-business-licence").Settle(Answers("food-business-licence"), Today).Number("totalArea"));
        Assert.Equal(15300.5m, Compile("construction-permit").Settle(Answers("construction-permit"), Today).Number("totalArea"));
    }

    [Theory]
    [InlineData("hygiene-permit", "creditCode", "\"91350100M000100Y4Z\"")]
    [InlineData("hygiene-permit", "legalPersonId", "\"510105198804125814\"")]
    [InlineData("hygiene-permit", "leaseUntil", "null")]
    [InlineData("hygiene-permit", "waterTestedOn", "\"2020-01-01\"")]
    [InlineData("hygiene-permit", "employees[1].certificateUntil", "\"2026-01-01\"")]
    [InlineData("hygiene-permit", "employees[0].name", "null")]
    [InlineData("hygiene-permit", "rooms[0].area", "0")]
    [InlineData("hygiene-permit", "business", "[\"casino\"]")]
    [InlineData("hygiene-permit", "truthful", "false")]
    [InlineData("hygiene-permit", "testReportNo", "\"<script>\"")]
    [InlineData("elderly-card", "postAddress", "null")]
    [InlineData("food-business-licence", "coldRoomArea", "null")]
    [InlineData("food-business-licence", "platforms", "null")]
    [InlineData("construction-permit", "planningPermitNo", "null")]
    [InlineData("construction-permit", "contractorCode", "\"91350100M000100Y4Z\"")]
    [InlineData("construction-permit", "fundsSecured", "false")]
    [InlineData("lease-registration", "until", "\"2026-01-01\"")]
    [InlineData("birth", "bornOn", "\"2026-12-31\"")]
    [InlineData("birth", "payBy", "null")]
    [InlineData("birth-registration", "motherId", "\"510105198804125814\"")]
    public void A_wrong_answer_is_named(string key, string path, string value)
    {
        var form = Compile(key);
        var answers = form.Settle(Answers(key).With(path, JsonNode.Parse(value)), Today);
        Assert.Contains(form.Validate(answers, FormContext.Whole(Today)), p => p.Field?.StartsWith(path, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Nobody_under_sixty_gets_the_card()
    {
        var form = Compile("elderly-card");
        var answers = form.Settle(Answers("elderly-card").With("idNumber", "33011019850217001X"), Today);
        Assert.Equal(41, answers.Number("age"));
        Assert.Contains(form.Validate(answers, FormContext.Whole(Today)), p => p.Field == "age");
    }

    private static Answers Answers(string key) => Model.Forms.Answers.Of(JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))![key]!.AsObject());

    private static CompiledForm Compile(string key) => CompiledForm.Compile(
        FormQuestions.Compose(Read<Form>(DefinitionKind.Form, key), new Questions(All<Question>(DefinitionKind.Question))), new CodeTables(All<CodeTable>(DefinitionKind.CodeTable)));

    private static IEnumerable<T> All<T>(DefinitionKind kind) => Package.Manifest.Contents.Where(c => c.Kind == kind).Select(c => Read<T>(c.Kind, c.Key));

    private static T Read<T>(DefinitionKind kind, string key) =>
        Package.Read(Package.Manifest.Contents.Single(c => c.Kind == kind && c.Key == key)).Deserialize<T>(ModelJson.Options)!;
}

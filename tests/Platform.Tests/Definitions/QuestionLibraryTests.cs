using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Definitions.Files;
using Platform.Tests.Cases;

namespace Platform.Tests.Definitions;

/// <summary>Questions that several forms ask (A6): what is pinned, what a change reaches, what it may not break.</summary>
public sealed class QuestionLibraryTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly LocalityCode Street = LocalityCode.Parse(CaseOffice.Street);
    private static readonly DefinitionName Phone = new(DefinitionKind.Question, "contact-phone", District);
    private static readonly DefinitionName Form = new(DefinitionKind.Form, "asks", District);

    private readonly CaseOffice _office = new();
    private Actor _ann = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDefinitionEditor Editor => _office.Server.Get<IDefinitionEditor>();

    private IItemCatalogue Items => _office.Server.Get<IItemCatalogue>();

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        _ann = await PaintShop.AdministratorAsync(_office);
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task A_new_version_reaches_new_filings_at_once_and_open_cases_never()
    {
        var filed = await _office.FileAsync();
        var before = (await Items.FindAsync(District, CaseOffice.Hygiene, Ct))!;
        Assert.Equal("联系电话", Label(before));

        await ChangeAsync(Phone, d => d["field"]!["label"]!["zh-CN"] = "手机号码");
        Assert.Same(before, await Items.FindAsync(District, CaseOffice.Hygiene, Ct));
        await PublishAsync(Phone);
        var after = (await Items.FindAsync(District, CaseOffice.Hygiene, Ct))!;
        Assert.Equal("手机号码", Label(after));
        Assert.NotEqual(before.VersionId, after.VersionId);
        Assert.Equal("联系电话", Label(await Items.GetAsync(before.VersionId, Ct)));

        // Also when everything is read anew.
        await _office.RestartAsync();
        Assert.Equal(("联系电话", "手机号码"), (Label(await Items.GetAsync(before.VersionId, Ct)), Label((await Items.FindAsync(District, CaseOffice.Hygiene, Ct))!)));
        Assert.NotNull(await _office.CaseAsync(filed["number"]!.GetValue<string>()));
        Assert.Contains("手机号码", await (await _office.ResidentAsync()).GetStringAsync(new Uri($"/api/v1/items/{CaseOffice.Hygiene}/schema?locality=330110", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_it_is_published_everything_it_touches_is_named()
    {
        await _office.FileAsync();
        await WriteAsync(Form, Asking("contact-phone"));
        await ChangeAsync(Phone, d => d["field"]!["label"]!["zh-CN"] = "手机号码");
        var impact = (await _office.Server.Get<IPublications>().ImpactAsync(_ann, [Phone], Ct)).Value;
        Assert.Contains(impact.Items, i => i is { Name.Key: CaseOffice.Hygiene, OpenCases: 1, Way: [{ Kind: DefinitionKind.Form, Key: "hygiene-permit" }] });
        Assert.Contains(impact.Items, i => i.Name.Key == "elderly-card" && i.Name.Owner == Street);
        Assert.Equal(["elderly-card", "hygiene-permit"], impact.Between.Where(b => b.Name.Kind == DefinitionKind.Form).Select(b => b.Name.Key).Distinct());
        Assert.Equal([Form], impact.Drafts.Select(d => d.Name));
        Assert.Equal(1, impact.OpenCases);
    }

    [Fact]
    public async Task A_form_and_its_question_come_into_force_together_or_not_at_all()
    {
        var own = new DefinitionName(DefinitionKind.Question, "own", District);
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"integer","label":{"zh-CN":"数"},"max":9}}""");
        await WriteAsync(Form, Asking("own"));
        var alone = await Editor.PublishAsync(_ann, Form, null, Ct);
        Assert.Equal("form.definition.question", Assert.Single(alone.Problems).Code);
        var reviewed = (await Editor.CheckAllAsync(_ann, [Form, own], Ct)).Value;
        Assert.All(reviewed, r => Assert.Empty(r.Findings));
        Assert.True((await Editor.PublishAllAsync(_ann, reviewed, Ct)).Succeeded);

        // What the form says of it no longer holds.
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"choice","label":{"zh-CN":"数"},"codeTable":"no-table"}}""");
        Assert.Contains((await Editor.PublishAsync(_ann, own, null, Ct)).Problems, p => p.Code == "form.definition.codeTable");
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"boolean","label":{"zh-CN":"是否"}}}""");
        var breaks = Assert.Single((await Editor.PublishAsync(_ann, own, null, Ct)).Problems);
        Assert.Equal(("question.breaksForm", "asks", "form.definition.comparison"), (breaks.Code, breaks.Values!["form"], breaks.Values["value"]));
    }

    [Fact]
    public async Task A_draft_form_may_be_written_for_what_its_question_is_going_to_be()
    {
        var own = new DefinitionName(DefinitionKind.Question, "own", District);
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"boolean","label":{"zh-CN":"是否"}}}""");
        await PublishAsync(own);
        var saved = await Editor.SaveAsync(_ann, Form, System.Text.Json.JsonElement.Parse(Asking("own")), null, DraftOrigin.Written, Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems.Select(p => p.Code)));
        Assert.Equal("form.definition.comparison", Assert.Single((await Editor.PublishAsync(_ann, Form, null, Ct)).Problems).Code);
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"number","label":{"zh-CN":"数"}}}""");
        var reviewed = (await Editor.CheckAllAsync(_ann, [Form, own], Ct)).Value;
        Assert.True((await Editor.PublishAllAsync(_ann, reviewed, Ct)).Succeeded);
    }

    [Fact]
    public async Task A_place_below_with_a_question_of_its_own_is_asked_too()
    {
        var (above, below) = (new DefinitionName(DefinitionKind.Question, "own", District), new DefinitionName(DefinitionKind.Question, "own", Street));
        await WriteAsync(above, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"integer","label":{"zh-CN":"数"}}}""");
        await PublishAsync(above);
        await WriteAsync(below, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"boolean","label":{"zh-CN":"是否"}}}""");
        await PublishAsync(below);
        await WriteAsync(Form, Asking("own"));
        var refused = Assert.Single((await Editor.PublishAsync(_ann, Form, null, Ct)).Problems);
        Assert.Equal(("question.unfitBelow", CaseOffice.Street), (refused.Code, refused.Values!["locality"]));
        await WriteAsync(below, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"number","label":{"zh-CN":"数"}}}""");
        await PublishAsync(below);
        await PublishAsync(Form);
        await WriteAsync(below, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"boolean","label":{"zh-CN":"是否"}}}""");
        Assert.Equal("question.breaksForm", Assert.Single((await Editor.PublishAsync(_ann, below, null, Ct)).Problems).Code);
    }

    [Fact]
    public async Task A_question_stays_while_a_form_asks_it_or_would_not_fit_what_is_above()
    {
        var own = new DefinitionName(DefinitionKind.Question, "own", District);
        await WriteAsync(own, """{"key":"own","title":{"zh-CN":"自有"},"field":{"key":"own","type":"number","label":{"zh-CN":"数"}}}""");
        await PublishAsync(own);
        await WriteAsync(Form, Asking("own"));
        await PublishAsync(Form);
        Assert.Equal("retire.named", Assert.Single((await RetireAsync(own)).Problems).Code);

        // The form sets a limit that the question of the place allows and the one above does not.
        await WriteAsync(Phone, """{"key":"contact-phone","title":{"zh-CN":"电话"},"field":{"key":"phone","type":"phone","label":{"zh-CN":"电话"},"maxLength":12},"mayTighten":true}""");
        await PublishAsync(Phone);
        await WriteAsync(Form, Asking("contact-phone").Replace("\"asked\",", "\"asked\",\"maxLength\":8,", StringComparison.Ordinal));
        await PublishAsync(Form);
        var refused = (await RetireAsync(Phone)).Problems;
        Assert.Contains(refused, p => (p.Code, p.Field) == ("question.breaksForm", "question/contact-phone"));
        await WriteAsync(Form, Asking("contact-phone"));
        await PublishAsync(Form);
        Assert.True((await RetireAsync(Phone)).Succeeded);
    }

    [Fact]
    public async Task An_item_is_exported_with_the_questions_of_its_form()
    {
        var folder = (await _office.Server.Get<DefinitionExport>().ExportAsync(_ann, new ExportWish(District, [], CaseOffice.Hygiene), Ct)).Value;
        Assert.DoesNotContain(folder.Missing, m => m.Kind == DefinitionKind.Question);
        Assert.Equal(["citizen-id", "contact-phone", "person-name"], folder.Definitions.Concat(folder.Above).Where(n => n.Kind == DefinitionKind.Question).Select(n => n.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_new_question_begins_with_something_to_ask()
    {
        var open = (await _office.Server.Get<IWorkshop>().OpenAsync(_ann, Phone with { Key = "7-days-off" }, Ct)).Value;
        Assert.Equal(("q7DaysOff", "text"), (open.Document["field"]!["key"]!.GetValue<string>(), open.Document["field"]!["type"]!.GetValue<string>()));
    }

    private async Task<Platform.Model.Result<Retirement>> RetireAsync(DefinitionName name)
    {
        var retirements = _office.Server.Get<IRetirements>();
        return await retirements.RetireAsync(_ann, (await retirements.LookAsync(_ann, [name], Ct)).Value.Definitions, Ct);
    }

    private static string? Label(PublishedItem item) => (item.Form.Find("legalPersonPhone")?.Element as FormField)?.Label.In("zh-CN");

    private static string Asking(string question) => $$$"""
        {"key":"asks","title":{"zh-CN":"询问","en":"Asks"},"pages":[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},"elements":[
        {"key":"asked","type":"question","question":"{{{question}}}"},
        {"key":"why","type":"text","label":{"zh-CN":"原因","en":"Why"},"visibleWhen":{"op":"compare","field":"asked","is":"greater","value":3}}]}]}]}
        """;

    private async Task PublishAsync(DefinitionName name)
    {
        var published = await Editor.PublishAsync(_ann, name, null, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
    }

    private async Task ChangeAsync(DefinitionName name, Action<JsonObject> change)
    {
        var workshop = _office.Server.Get<IWorkshop>();
        var before = (await workshop.OpenAsync(_ann, name, Ct)).Value.Document;
        var after = (JsonObject)before.DeepClone();
        change(after);
        var saved = await workshop.EditAsync(_ann, name, DocumentDiff.Between(before, after), null, Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems.Select(p => p.Code)));
    }

    private Task WriteAsync(DefinitionName name, string json) => PaintShop.WriteAsync(_office, _ann, name, json);
}

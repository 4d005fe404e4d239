using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Tests.Items;

namespace Platform.Tests.Cases;

/// <summary>Papers and messages as they would come out, before anybody gets one.</summary>
public sealed class SampleCasesTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private readonly Actor _ann = new(ActorKind.Staff, new Guid(1, 0, 0, new byte[8]), "安", [new Grant(Roles.SiteAdmin, District)]);
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISampleCases Samples => _server.Get<ISampleCases>();

    public async ValueTask InitializeAsync() => _server = await ItemsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_paper_that_is_in_force_is_drawn_and_says_nothing_unknown()
    {
        var sample = await HygieneAsync();
        foreach (var kind in await _server.Get<IDefinitions>().ListKeysAsync(DefinitionKind.DocumentTemplate, Ct))
        {
            var facts = (await Samples.OfPaperAsync(_ann, District, sample, kind, Ct)).Value;
            var drawn = _server.Get<IPaperPreview>().Draw(await DocumentAsync(DefinitionKind.DocumentTemplate, kind), kind, facts);
            Assert.True(drawn.Faults.Count == 0, $"{kind}: {string.Join("; ", drawn.Faults)}");
            Assert.Contains("测试一", drawn.Page, StringComparison.Ordinal);
            Assert.Contains("样张", drawn.Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_message_that_is_in_force_is_written_and_says_nothing_unknown()
    {
        var sample = await HygieneAsync();
        foreach (var key in await _server.Get<IDefinitions>().ListKeysAsync(DefinitionKind.MessageTemplate, Ct))
        {
            var facts = (await Samples.OfMessageAsync(_ann, District, sample, key, Ct)).Value;
            var written = _server.Get<IMessagePreview>().Write(await DocumentAsync(DefinitionKind.MessageTemplate, key), facts);
            Assert.True(written.Faults.Count == 0, $"{key}: {string.Join("; ", written.Faults)}");
            Assert.All(written.Texts, t => Assert.NotEmpty(t.Body));
        }
    }

    [Fact]
    public async Task The_way_to_a_paper_is_found_and_what_no_way_comes_to_is_made_up()
    {
        var sample = await HygieneAsync();
        var decided = (await Samples.OfPaperAsync(_ann, District, sample, DocumentKinds.DecisionDeny, Ct)).Value;
        Assert.True(decided.Happens);
        Assert.Equal("deny", decided.Data.GetProperty("data").GetProperty("outcome").GetString());
        var annulled = (await Samples.OfPaperAsync(_ann, District, sample, DocumentKinds.AnnulmentDecision, Ct)).Value;
        Assert.False(annulled.Happens);
        Assert.True(annulled.Knows("data.legalBasis"));
    }

    [Fact]
    public async Task A_name_nothing_stands_under_is_told_with_its_line_and_shown_where_it_would_be_printed()
    {
        var facts = (await Samples.OfPaperAsync(_ann, District, await HygieneAsync(), DocumentKinds.Receipt, Ct)).Value;
        var template = (JsonObject)JsonNode.Parse("""{"title":{"zh-CN":"题"},"number":"{{ mark }}{{ nummer }}","body":{"zh-CN":"<p>{{ case.number }}</p>\n<p>{{ case.nomber | upcase }}</p>{% for m in materials %}{{ m.name }}{{ m.nix }}{% endfor %}"}}""")!;
        var drawn = _server.Get<IPaperPreview>().Draw(template, DocumentKinds.Receipt, facts);
        Assert.Equal([("number", 1, "nummer"), ("body.zh-CN", 2, "case.nomber"), ("body.zh-CN", 2, "m.nix")], drawn.Faults.Select(f => (f.Field, f.Line ?? 0, f.Variable!)));
        Assert.Contains("<mark>case.nomber</mark>", drawn.Page, StringComparison.Ordinal);
        template["body"]!["zh-CN"] = "{% if %}";
        var broken = _server.Get<IPaperPreview>().Draw(template, DocumentKinds.Receipt, facts);
        Assert.Null(broken.Page);
        Assert.Contains(broken.Faults, f => f is { Field: "body.zh-CN", Unreadable: not null });
    }

    [Fact]
    public async Task Whoever_may_not_read_definitions_gets_no_case()
    {
        var stranger = _ann with { Grants = [new Grant(Roles.SiteAdmin, LocalityCode.Parse("440300"))] };
        Assert.Empty(await Samples.ListAsync(stranger, District, Ct));
        Assert.Equal("definition.forbidden", Assert.Single((await Samples.OfPaperAsync(stranger, District, await HygieneAsync(), DocumentKinds.Receipt, Ct)).Problems).Code);
        Assert.Equal("definition.forbidden", Assert.Single((await Samples.OfMessageAsync(stranger, District, await HygieneAsync(), "case-received", Ct)).Problems).Code);
    }

    private async Task<SampleCase> HygieneAsync() => (await Samples.ListAsync(_ann, District, Ct)).First(s => s is { Item: CaseOffice.Hygiene, Number: null });

    private async Task<JsonObject> DocumentAsync(DefinitionKind kind, string key) =>
        (JsonObject)JsonNode.Parse((await _server.Get<IDefinitions>().FindActiveAsync(kind, key, District, Ct))!.Json)!;
}

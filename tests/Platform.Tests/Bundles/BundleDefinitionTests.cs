using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Tests.Cases;

namespace Platform.Tests.Bundles;

/// <summary>A locality makes a bundle of its own from files, and is told what is wrong with it.</summary>
public sealed class BundleDefinitionTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static JsonObject Shipped() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "bundles", "birth.json")))!.AsObject();

    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"items":[]}""", "bundle.empty", "items" },
        { """{"items":[{"item":"birth-registration","answers":{"childName":"nickname"}}]}""", "bundle.source", "items[birth-registration].answers.childName" },
        { """{"items":[{"item":"birth-registration","answers":{"nickname":"childName"}}]}""", "bundle.field", "items[birth-registration].answers.nickname" },
        { """{"items":[{"item":"birth-registration","answers":{"bornOn":"childName"}}]}""", "bundle.fieldType", "items[birth-registration].answers.bornOn" },
        { """{"items":[{"item":"birth-registration","answers":{}}]}""", "bundle.unfed", "items[birth-registration].answers.ethnicity" },
        { """{"items":[{"item":"birth-registration","given":{"certificate":"lost"}}]}""", "scenario.option", "items[birth-registration].given.certificate" },
        { """{"items":[{"item":"birth-registration","scenario":{"certificate":"scenario.where"}}]}""", "bundle.source", "items[birth-registration].scenario.certificate" },
        { """{"items":[{"item":"birth-registration","materials":{"passport":"identity"}}]}""", "bundle.material", "items[birth-registration].materials.passport" },
        { """{"items":[{"item":"birth-registration","wantedWhen":{"op":"isEmpty","field":"mood"}}]}""", "bundle.source", "items[birth-registration].wantedWhen" },
        { """{"items":"all"}""", "bundle.shape", "items" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named_with_its_place_when_it_is_saved(string change, string code, string field)
    {
        var document = Shipped();
        document["key"] = "faulty";
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            document[name] = value!.DeepClone();
        }

        using var answer = await PutAsync("faulty", document);
        var errors = (await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.AsArray();
        Assert.Contains(errors, e => e!["code"]!.GetValue<string>() == code && e["field"]!.GetValue<string>() == field);
    }

    [Fact]
    public async Task A_bundle_that_is_none_is_refused_in_the_words_of_the_editor()
    {
        var document = Shipped();
        document["key"] = "faulty";
        document["items"]![0]!.AsObject().Remove("item");
        using var answer = await PutAsync("faulty", document);
        var words = (await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.ToJsonString(ModelJson.Options);
        Assert.Contains("bundle.shape", words, StringComparison.Ordinal);
        Assert.Contains("事项", words, StringComparison.Ordinal);
        Assert.DoesNotContain("JSON", words, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_it_names_must_be_in_force_before_it_is()
    {
        var document = Shipped();
        document["key"] = "too-early";
        document["items"]!.AsArray().Add(new JsonObject { ["item"] = "name-giving" });
        document["form"] = "not-yet";
        using var saved = await PutAsync("too-early", document);
        await CaseOffice.ReadAsync(saved);
        using var refused = await PublishAsync("too-early");
        var codes = await CaseOffice.CodesAsync(refused, HttpStatusCode.BadRequest);
        Assert.Contains("bundle.item", codes);
        Assert.Contains("item.reference", codes);
    }

    [Fact]
    public async Task A_bundle_of_ones_own_is_offered_filed_and_changed_without_touching_what_was_filed()
    {
        var document = Shipped();
        document["key"] = "first-papers";
        document["name"] = new JsonObject { ["zh-CN"] = "新生儿首批证件", ["en"] = "First papers" };
        document["items"] = new JsonArray([.. document["items"]!.AsArray().Where(i => i!["item"]!.GetValue<string>() is "birth-certificate" or "vaccination-certificate").Select(i => i!.DeepClone())]);
        document["items"]![1]!["materials"] = new JsonObject { ["parents-identity"] = "guardian-identity" };
        using (var saved = await PutAsync("first-papers", document))
        using (var published = await PublishAsync("first-papers"))
        {
            await CaseOffice.ReadAsync(published);
        }

        var resident = await office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        filing["bundle"] = "first-papers";
        filing["materials"]!.AsArray().RemoveAt(2);
        using var refused = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone());
        var missing = Assert.Single((await CaseOffice.ReadAsync(refused, HttpStatusCode.BadRequest))["errors"]!.AsArray())!;
        Assert.Equal("materials.guardian-identity", missing["field"]!.GetValue<string>());
        filing["materials"]!.AsArray().Add(new JsonObject { ["key"] = "guardian-identity", ["files"] = filing["materials"]![0]!["files"]!.DeepClone() });
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing.DeepClone());
        var filed = await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
        Assert.Equal(2, filed["cases"]!.AsArray().Count);

        document["name"] = new JsonObject { ["zh-CN"] = "换了名字", ["en"] = "Another name" };
        using (var saved = await PutAsync("first-papers", document, anew: true))
        using (var published = await PublishAsync("first-papers"))
        {
            await CaseOffice.ReadAsync(published);
        }

        Assert.Equal("新生儿首批证件", (await CaseOffice.GetAsync(resident, $"/api/v1/bundles/{filed.Number()}"))["name"]!["zh-CN"]!.GetValue<string>());
        Assert.Equal("换了名字", (await CaseOffice.GetAsync(resident, $"/api/v1/item-bundles/first-papers?locality={CaseOffice.Street}"))["name"]!["zh-CN"]!.GetValue<string>());
    }

    private async Task<HttpResponseMessage> PutAsync(string key, JsonObject document, bool anew = false)
    {
        var admin = await office.AsAsync("he.jie");
        var path = new Uri($"/api/v1/definitions/bundle/{key}?locality=330110", UriKind.Relative);
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json") };
        if (anew)
        {
            using var before = await admin.GetAsync(path);
            request.Headers.IfMatch.Add(before.Headers.ETag!);
        }

        return await admin.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PublishAsync(string key) =>
        await CaseOffice.PostAsync(await office.AsAsync("fang.yu"), $"/api/v1/definitions/bundle/{key}/publish?locality=330110", new JsonObject());
}

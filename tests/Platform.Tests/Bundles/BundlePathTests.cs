using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Bundles;

/// <summary>One application for four items of three authorities over HTTP, from filing to the results.</summary>
public sealed class BundlePathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task One_application_becomes_a_case_for_each_item_with_what_that_item_asks_for()
    {
        var filed = await Births.FileAsync(office);
        Assert.StartsWith("B-330110012-20260302-", filed.Number(), StringComparison.Ordinal);
        Assert.Equal(Births.Items, filed["cases"]!.AsArray().Select(c => c!["item"]!.GetValue<string>()));
        var codes = filed["cases"]!.AsArray().Select(c => c!["trackingCode"]!.GetValue<string>()).Append(filed.Code());
        Assert.Equal(5, codes.Distinct().Count());

        var registration = await office.CaseAsync(filed.CaseOf("birth-registration"));
        Assert.Equal((Births.Police, "王小宝", "mother"), (registration["authority"]!.GetValue<string>(), registration["answers"]!["childName"]!.GetValue<string>(), registration["answers"]!["registerWith"]!.GetValue<string>()));
        Assert.Equal("shared", registration["scenario"]!["certificate"]!.GetValue<string>());
        Assert.Null(registration["answers"]!["clinic"]);
        Assert.Equal(["parents-identity", "household-register", "marriage-certificate"], registration["materials"]!.AsArray().Select(m => m!["key"]!.GetValue<string>()));
        var vaccination = await office.CaseAsync(filed.CaseOf("vaccination-certificate"));
        Assert.Equal(Births.Health, vaccination["authority"]!.GetValue<string>());
        Assert.Equal(["bornOn", "childName", "childSex", "clinic", "home", "motherName", "phone", "truthful"], vaccination["answers"]!.AsObject().Select(a => a.Key).Order(StringComparer.Ordinal));
        Assert.Equal(Births.Insurance, (await office.CaseAsync(filed.CaseOf("infant-medical-insurance")))["authority"]!.GetValue<string>());
    }

    [Fact]
    public async Task Results_arrive_apart_and_one_tracker_shows_them_all()
    {
        var filed = await Births.FileAsync(office);
        var certificate = filed.CaseOf("birth-certificate");
        await office.CompleteAsync("li.na", certificate, "Accept");
        await office.CompleteAsync("li.na", certificate, "Grant");
        await office.CompleteAsync("zhang.wei", certificate, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人领取" });
        var registration = filed.CaseOf("birth-registration");
        await office.CompleteAsync("ren.jie", registration, "Accept");
        await office.CompleteAsync("wang.lei", registration, "Pass");
        await office.CompleteAsync("li.na", filed.CaseOf("infant-medical-insurance"), "Supplement", new JsonObject
        {
            ["notice"] = new JsonObject { ["fields"] = new JsonArray(new JsonObject { ["key"] = "payBy", ["reason"] = "请改为银行代扣" }), ["materials"] = new JsonArray() },
        });

        var tracker = await TrackAsync(office.Server.Client, filed);
        Assert.Equal("出生一件事", tracker["name"]!["zh-CN"]!.GetValue<string>());
        Assert.Equal(0, tracker["others"]!.GetValue<int>());
        Assert.Equal(
            ["birth-certificate delivered", "birth-registration inReview", "infant-medical-insurance supplementing", "vaccination-certificate received"],
            tracker["cases"]!.AsArray().Select(c => $"{c!["item"]} {c["state"]}"));
        var (first, third) = (tracker["cases"]![0]!, tracker["cases"]![2]!);
        Assert.True(first["granted"]!.GetValue<bool>());
        Assert.Equal(["decision-grant", "licence"], first["results"]!.AsArray().Select(d => d!["kind"]!.GetValue<string>()));
        Assert.True(third["needsApplicant"]!.GetValue<bool>());
        Assert.NotNull(third["dueOn"]);
        Assert.Equal("running", tracker["cases"]![1]!["clocks"]!["promised"]!["state"]!.GetValue<string>());

        // The supplement of one leaves the others alone.
        using var back = await CaseOffice.PostAsync(
            await office.ResidentAsync(), $"/api/v1/cases/{filed.CaseOf("infant-medical-insurance")}/supplement", new JsonObject { ["answers"] = new JsonObject { ["payBy"] = "bank" } });
        await CaseOffice.ReadAsync(back);
        using var withdrawn = await CaseOffice.PostAsync(await office.ResidentAsync(), $"/api/v1/cases/{filed.CaseOf("vaccination-certificate")}/withdraw", new JsonObject());
        await CaseOffice.ReadAsync(withdrawn);
        Assert.Equal(["delivered", "inReview", "received", "withdrawn"], (await TrackAsync(office.Server.Client, filed))["cases"]!.AsArray().Select(c => c!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_item_nobody_wants_is_not_filed_and_its_questions_are_not_asked()
    {
        var filed = await Births.FileAsync(office, filing =>
        {
            var answers = filing["answers"]!.AsObject();
            answers["insurance"] = "no";
            answers.Remove("payBy");
        });
        Assert.Equal(["birth-certificate", "birth-registration", "vaccination-certificate"], filed["cases"]!.AsArray().Select(c => c!["item"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_wrong_is_said_once_and_about_the_question_that_was_asked()
    {
        var resident = await office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        var before = await NumbersAsync(resident);
        filing["answers"]!["childName"] = "";
        filing["answers"]!["truthful"] = false;
        filing["materials"]!.AsArray().RemoveAt(0);
        filing["materials"]!.AsArray().Add(new JsonObject { ["key"] = "passport", ["files"] = new JsonArray() });
        filing["applicant"]!["idNumber"] = "33011019850217001X";
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing, office.NewKey());
        var errors = (await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.AsArray().Select(e => $"{e!["code"]} {e["field"]}").ToList();
        Assert.Equal(errors.Distinct(), errors);
        Assert.Contains("form.required answers.childName", errors);
        Assert.Contains(errors, e => e.EndsWith(" answers.truthful", StringComparison.Ordinal));
        Assert.Contains("material.missing materials.parents-identity", errors);
        Assert.Contains("material.unknown materials.passport", errors);
        Assert.Contains("applicant.notYou applicant.idNumber", errors);
        Assert.Equal(before, await NumbersAsync(resident));
    }

    [Fact]
    public async Task It_is_found_beside_the_items_with_its_form_and_its_merged_materials()
    {
        var client = office.Server.Client;
        var list = await CaseOffice.GetAsync(client, $"/api/v1/items?locality={CaseOffice.Street}&q=接种");
        var bundle = Assert.Single(list["bundles"]!.AsArray())!;
        Assert.Equal("birth", bundle["code"]!.GetValue<string>());
        Assert.Equal(3, bundle["items"]!.AsArray().Select(i => i!["authority"]!.GetValue<string>()).Distinct().Count());
        Assert.Empty((await CaseOffice.GetAsync(client, "/api/v1/items?locality=33&q=出生一件事"))["bundles"]!.AsArray());
        Assert.Equal("birth", Assert.Single((await CaseOffice.GetAsync(client, $"/api/v1/items/birth-registration?locality={CaseOffice.Street}"))["bundles"]!.AsArray())!.GetValue<string>());

        var guide = await CaseOffice.GetAsync(client, $"/api/v1/item-bundles/birth?locality={CaseOffice.Street}");
        Assert.Equal(Births.Items, guide["items"]!.AsArray().Select(i => i!["code"]!.GetValue<string>()));
        Assert.NotNull((await CaseOffice.GetAsync(client, $"/api/v1/item-bundles/birth/schema?locality={CaseOffice.Street}"))["properties"]!["childName"]);
        using var computed = await CaseOffice.PostAsync(client, $"/api/v1/item-bundles/birth/materials?locality={CaseOffice.Street}", new JsonObject { ["answers"] = new JsonObject { ["insurance"] = "no" } });
        var needed = await CaseOffice.ReadAsync(computed);
        Assert.Equal(["birth-certificate", "birth-registration", "vaccination-certificate"], needed["items"]!.AsArray().Select(i => i!.GetValue<string>()));
        Assert.Equal(["parents-identity", "delivery-record", "marriage-certificate", "household-register"], needed["materials"]!.AsArray().Select(m => m!["key"]!.GetValue<string>()));
        using var unknown = await client.GetAsync(new Uri($"/api/v1/item-bundles/wedding?locality={CaseOffice.Street}", UriKind.Relative));
        Assert.Equal(["bundle.unknown"], await CaseOffice.CodesAsync(unknown, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Drafts_of_a_bundle_become_one_bundle_however_often_they_are_submitted()
    {
        var resident = await office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        var draft = Guid.Parse("00000000-0000-7000-8000-0000000000b1");
        var body = new JsonObject
        {
            ["locality"] = filing["locality"]!.DeepClone(), ["item"] = "birth", ["bundle"] = true, ["applicant"] = filing["applicant"]!.DeepClone(),
            ["answers"] = filing["answers"]!.DeepClone(), ["materials"] = filing["materials"]!.DeepClone(),
        };
        using (var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/drafts/{draft}") { Content = System.Net.Http.Json.JsonContent.Create(body) })
        using (var put = await resident.SendAsync(request))
        {
            Assert.True((await CaseOffice.ReadAsync(put))["bundle"]!.GetValue<bool>());
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CaseOffice.PostAsync(resident, $"/api/v1/drafts/{draft}/submit", new JsonObject())));
        var numbers = new HashSet<string>();
        foreach (var answer in answers)
        {
            numbers.Add((await CaseOffice.ReadAsync(answer, HttpStatusCode.Created)).Number());
        }

        Assert.Single(numbers);
        using var again = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/drafts/{draft}") { Content = System.Net.Http.Json.JsonContent.Create(body) };
        using var refused = await resident.SendAsync(again);
        Assert.Equal(["draft.filed"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Conflict));
    }

    private static async Task<List<string>> NumbersAsync(HttpClient resident) =>
        [.. (await CaseOffice.GetAsync(resident, "/api/v1/bundles?take=100"))["items"]!.AsArray().Select(b => b!.Number())];

    private static Task<JsonNode> TrackAsync(HttpClient client, JsonNode filed) => CaseOffice.GetAsync(client, $"/api/v1/bundles/{filed.Number()}?code={filed.Code()}");
}

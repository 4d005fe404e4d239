using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Bundles;
using Platform.Tests.Cases;

namespace Platform.Tests.Hostile;

/// <summary>Applications for a bundle nobody should hand in.</summary>
public sealed class BundleFilingTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_filing_with_any_of_its_values_replaced_is_refused_or_filed_whole()
    {
        var prober = new Prober();
        var resident = await office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        await Parallel.ForEachAsync(Bodies.Mutations(filing, Bodies.WrongValues), HostileOffice.Eight, async (mutation, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/bundles") { Content = Bodies.Json(mutation.Body) };
            using var answer = await prober.SendAsync(resident, request, mutation.What);
            if (answer?.StatusCode != HttpStatusCode.Created)
            {
                return;
            }

            var filed = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.InRange(filed["cases"]!.AsArray().Count, 3, 4);
            using var read = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/bundles/{filed.Number()}");
            (await prober.SendAsync(resident, read, $"{mutation.What}, then read"))?.Dispose();
        });
        prober.AssertClean(500);
    }

    [Fact]
    public async Task What_a_bundle_feeds_cannot_be_smuggled_past_its_form()
    {
        var resident = await office.ResidentAsync();
        var filing = await Births.FilingAsync(resident);
        filing["answers"]!["items"] = new JsonObject { ["birth-registration"] = new JsonObject { ["truthful"] = true } };
        filing["answers"]!["scenario"] = new JsonObject { ["certificate"] = "paper" };
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing);
        Assert.Contains((await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.AsArray(), e => e!["field"]!.GetValue<string>() == "answers.items");
        filing["answers"]!.AsObject().Remove("items");
        filing["answers"]!.AsObject().Remove("scenario");
        filing["materials"]!.AsArray().Add(new JsonObject { ["key"] = "parents-identity", ["files"] = new JsonArray(Guid.Empty) });
        using var twice = await CaseOffice.PostAsync(resident, "/api/v1/bundles", filing);
        Assert.Contains("material.twice", await CaseOffice.CodesAsync(twice, HttpStatusCode.BadRequest));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Hostile;

/// <summary>Good requests of the other routes with one value after the other replaced.</summary>
public sealed class OtherBodyTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Theory]
    [InlineData("admin", "POST", "/api/v1/users", """{"userName":"new.one","name":"新来","locality":"330110","authority":"113301100025100129","phone":"13800000003","grants":[{"role":"reviewer","locality":"330110","authority":"113301100025100129"}],"password":"Long-enough-1","mustChangePassword":true}""")]
    [InlineData("admin", "POST", "/api/v1/groups", """{"name":{"zh-CN":"组","en":"Group"},"authority":"113301100025100129","members":["00000000-0000-0000-0000-000000000001"]}""")]
    [InlineData("admin", "POST", "/api/v1/authorities", """{"code":"113301100025100129","name":{"zh-CN":"局","en":"Bureau"},"locality":"330110"}""")]
    [InlineData("admin", "POST", "/api/v1/api-keys", """{"name":"窗口","channel":"window","locality":"330110","days":30}""")]
    [InlineData("admin", "PUT", "/api/v1/localities/330199", """{"name":{"zh-CN":"区","en":"District"},"validFrom":"2026-01-01","validTo":"2026-12-31"}""")]
    [InlineData("visitor", "POST", "/api/v1/tokens", """{"user":"nobody","password":"nothing"}""")]
    [InlineData("visitor", "POST", "/api/v1/sms-codes", """{"phone":"13800000009","purpose":"register"}""")]
    [InlineData("visitor", "POST", "/api/v1/residents", """{"idType":"111","idNumber":"11010519491231002X","name":"赵敏","phone":"13800000009","code":"123456","password":"Long-enough-1"}""")]
    [InlineData("visitor", "POST", "/api/v1/residents/password", """{"idType":"111","idNumber":"11010519491231002X","phone":"13800000009","code":"123456","password":"Long-enough-1"}""")]
    [InlineData("visitor", "POST", "/api/v1/items/public-place-hygiene-permit/materials?locality=330110012", """{"scenario":{"placeType":"hairdressing"},"answers":{"rooms":[{"area":1}]}}""")]
    [InlineData("admin", "POST", "/api/v1/templates/government-services/install", """{"locality":"330110","parameters":{"city":"3301"},"preview":true,"publish":false}""")]
    public async Task No_value_of_a_body_breaks_its_route(string user, string method, string path, string body)
    {
        var prober = new Prober();
        var client = user == "visitor" ? office.Server.Client : await office.AsAsync(user);
        await Parallel.ForEachAsync(Bodies.Mutations(JsonNode.Parse(body)!, Bodies.WrongValues), HostileOffice.Eight, async (mutation, _) =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Bodies.Json(mutation.Body) };
            (await prober.SendAsync(client, request, $"{method} {path}: {mutation.What}"))?.Dispose();
        });
        prober.AssertClean(Bodies.WrongValues.Count * 2);
    }

    [Theory]
    [InlineData("form", "hygiene-permit")]
    [InlineData("flow", "hygiene-permit")]
    [InlineData("item", "public-place-hygiene-permit")]
    [InlineData("calendar", "cn-workdays")]
    [InlineData("code-table", "hostile")]
    [InlineData("document-template", "receipt")]
    public async Task No_document_breaks_the_editor_of_its_kind(string kind, string key)
    {
        var prober = new Prober();
        var client = await office.AsAsync("admin");
        (string, string)[] documents =
        [
            .. Bodies.WrongValues.Select(v => (v.Name, v.Json)),
            .. new[] { "pages", "root", "name", "nodes", "materials", "years", "codes", "body", "key", "version", "layer", "field" }
                .SelectMany(m => Bodies.WrongValues.Select(v => ($"{m} = {v.Name}", $"{{\"{m}\":{v.Json}}}"))),
        ];
        await Parallel.ForEachAsync(documents, HostileOffice.Eight, async (document, _) =>
        {
            var (what, body) = document;
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/definitions/{kind}/{key}") { Content = Bodies.Json(body) };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            (await prober.SendAsync(client, request, $"{kind}: {what}"))?.Dispose();
        });
        prober.AssertClean(documents.Length);
    }

    [Fact]
    public async Task No_value_of_a_completion_breaks_the_task()
    {
        var prober = new Prober();
        var officer = await office.AsAsync("li.na");
        var body = new JsonObject
        {
            ["outcome"] = "Supplement",
            ["opinion"] = "请补正",
            ["data"] = new JsonObject
            {
                ["notice"] = new JsonObject
                {
                    ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }),
                    ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["reason"] = "平面图不清晰" }),
                },
            },
        };
        string? task = null;
        foreach (var (what, mutation) in Bodies.Mutations(body, Bodies.WrongValues))
        {
            task ??= (await office.TaskAsync("li.na", (await office.FileAsync())["number"]!.GetValue<string>()))["id"]!.ToString();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/tasks/{task}/complete") { Content = Bodies.Json(mutation) };
            using var answer = await prober.SendAsync(officer, request, what);
            if (answer?.IsSuccessStatusCode == true)
            {
                task = null;
            }
        }

        prober.AssertClean(200);
    }

    [Theory]
    [InlineData("Pass", "wang.lei", """{"checklist":[{"key":"a","ok":true}],"conclusion":"x"}""")]
    [InlineData("Pass", "liu.yang", """{"a":1}""")]
    [InlineData("Grant", "chen.jing", """{"reasons":"理由","validUntil":"2030-03-01","conditions":["a"]}""")]
    [InlineData("Delivered", "zhao.qiang", """{"method":"window","proof":"本人签收","tracking":"1"}""")]
    public async Task No_value_of_what_a_step_collects_breaks_it(string outcome, string user, string data)
    {
        var prober = new Prober();
        (string User, string Outcome)[] before = [("li.na", "Accept"), ("wang.lei", "Pass"), ("liu.yang", "Pass"), ("chen.jing", "Grant")];
        var officer = await office.AsAsync(user);
        string? task = null;
        foreach (var (what, mutation) in Bodies.Mutations(new JsonObject { ["data"] = JsonNode.Parse(data) }, Bodies.WrongValues))
        {
            if (task is null)
            {
                var number = (await office.FileAsync())["number"]!.GetValue<string>();
                foreach (var step in before.TakeWhile(s => s.User != user))
                {
                    await office.CompleteAsync(step.User, number, step.Outcome);
                }

                task = (await office.TaskAsync(user, number))["id"]!.ToString();
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/tasks/{task}/complete") { Content = Bodies.Json($"{{\"outcome\":\"{outcome}\",{mutation[1..]}") };
            using var answer = await prober.SendAsync(officer, request, what);
            task = answer?.IsSuccessStatusCode == true ? null : task;
        }

        prober.AssertClean(Bodies.WrongValues.Count);
    }

    [Fact]
    public async Task No_value_of_a_rating_breaks_it()
    {
        var prober = new Prober();
        var filed = await office.FileAsync();
        var resident = await office.ResidentAsync();
        var body = new JsonObject { ["serviceNumber"] = filed["services"]![0]!["serviceNumber"]!.GetValue<int>(), ["grade"] = 5, ["tags"] = new JsonArray("x"), ["text"] = "慢", ["channel"] = "pc" };
        foreach (var (what, mutation) in Bodies.Mutations(body, Bodies.WrongValues))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{filed["number"]}/evaluations") { Content = Bodies.Json(mutation) };
            (await prober.SendAsync(resident, request, what))?.Dispose();
        }

        prober.AssertClean(100);
    }
}

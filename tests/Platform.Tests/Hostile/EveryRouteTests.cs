using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Hostile;

/// <summary>Nonsense for every route the server describes: none answers with a fault of its own.</summary>
public sealed class EveryRouteTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private sealed record Operation(string Method, string Path, IReadOnlyList<string> PathNames, IReadOnlyList<string> QueryNames, bool HasBody);

    [Fact]
    public async Task No_query_parameter_breaks_a_route()
    {
        var prober = new Prober();
        var people = (await office.EverybodyAsync()).Where(p => p.Name is "resident" or "admin" or "sun.li").ToList();
        var questions =
            from operation in await OperationsAsync()
            where operation.Method == "GET"
            from name in operation.QueryNames
            from value in HostileText.All
            from person in people
            select (Path: Fill(operation.Path, operation.PathNames, "1") + $"?{name}={Uri.EscapeDataString(value)}", person);
        await Parallel.ForEachAsync(questions, HostileOffice.Eight, async (question, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, question.Path);
            (await prober.SendAsync(question.person.Client, request, $"{question.person.Name} {question.Path}"))?.Dispose();
        });
        prober.AssertClean(2_000);
    }

    [Fact]
    public async Task No_path_breaks_a_route()
    {
        var prober = new Prober();
        var admin = await office.AsAsync("admin");
        var questions =
            from operation in await OperationsAsync()
            where operation.PathNames.Count > 0
            from value in HostileText.All.Where(v => v.Length is > 0 and < 3_000 && !v.Contains('\0') && v.Trim('.', '/', ' ').Length > 0)
            select (operation.Method, Path: Fill(operation.Path, operation.PathNames, value), operation.HasBody);
        await Parallel.ForEachAsync(questions, HostileOffice.Eight, async (question, _) =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(question.Method), question.Path) { Content = question.HasBody ? Bodies.Json("{}") : null };
            (await prober.SendAsync(admin, request, $"{question.Method} {question.Path}"))?.Dispose();
        });
        prober.AssertClean(1_000);
    }

    [Fact]
    public async Task No_body_breaks_a_route()
    {
        var prober = new Prober();
        var people = await office.EverybodyAsync();
        var questions =
            from operation in await OperationsAsync()
            where operation.HasBody && operation.Path != "/api/v1/tokens/current"
            from body in Bodies.Nonsense
            from person in people
            select (operation, body, person);
        await Parallel.ForEachAsync(questions, HostileOffice.Eight, async (question, _) =>
        {
            var path = Fill(question.operation.Path, question.operation.PathNames, Guid.Empty.ToString());
            using var request = new HttpRequestMessage(new HttpMethod(question.operation.Method), path) { Content = Bodies.Json(question.body.Bytes) };
            using var answer = await prober.SendAsync(question.person.Client, request, $"{question.person.Name} {question.operation.Method} {path} with {question.body.Name}");
        });
        prober.AssertClean(2_000);
    }

    private async Task<IReadOnlyList<Operation>> OperationsAsync()
    {
        var description = await CaseOffice.GetAsync(office.Server.Client, "/openapi/v1.json");
        var operations =
            from path in description["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            where operation.Key is "get" or "post" or "put" or "delete"
            let parameters = operation.Value!["parameters"] as JsonArray ?? []
            select new Operation(operation.Key.ToUpperInvariant(), path.Key, Names(parameters, "path"), Names(parameters, "query"), operation.Value!["requestBody"] is not null);
        var all = operations.ToList();
        Assert.True(all.Count > 50, $"{all.Count} operations");
        return all;
    }

    private static List<string> Names(JsonArray parameters, string place) =>
        [.. parameters.Where(p => p!["in"]!.GetValue<string>() == place).Select(p => p!["name"]!.GetValue<string>())];

    private static string Fill(string path, IReadOnlyList<string> names, string value) =>
        names.Aggregate(path, (p, name) => p.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal));
}

using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary>
/// <c>POST /items/{code}/materials?locality=&amp;channel=</c>: the material list and the fees that follow from the scenario and the answers so far. Questions not answered yet are
/// named, so that a channel can ask them one by one.
/// </summary>
internal static class ComputeMaterials
{
    /// <param name="Scenario">Option by question key.</param>
    /// <param name="Answers">Answers of the form, as far as known.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyDictionary<string, string>? Scenario, Answers? Answers);

    /// <param name="Questions">The questions that are asked, given the answers.</param>
    /// <param name="Open">Keys of those without an answer.</param>
    /// <param name="Fees">What each fee comes to, or what it depends on that is not answered yet.</param>
    internal sealed record Answer(IReadOnlyList<ScenarioQuestion> Questions, IReadOnlyList<string> Open, IReadOnlyList<MaterialRequirement> Materials, IReadOnlyList<Fee> Fees);

    /// <param name="Amount">Yuan; left out while it is not known.</param>
    /// <param name="DependsOn">What is still to be answered; with neither this nor an amount, the office works it out.</param>
    internal sealed record Fee(LocalizedText Name, decimal? Amount, IReadOnlyList<LocalizedText> DependsOn);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/items/{code}/materials", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<Answer>()
        .WithName("computeMaterials")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(
        ItemRequests requests, string code, string? locality, string? channel, Request request, CancellationToken ct)
    {
        var item = await requests.FindAsync(locality, channel, code, ct);
        return item.Then(i => Compute(i, request)).ToHttp(Results.Ok);
    }

    private static Result<Answer> Compute(PublishedItem published, Request request)
    {
        var item = published.Item;
        var scenario = request.Scenario ?? new Dictionary<string, string>();
        var problems = MaterialRules.Check(item.Scenario, scenario, complete: false);
        if (problems.Count > 0)
        {
            return Result<Answer>.Refused(problems);
        }

        var questions = MaterialRules.Questions(item.Scenario, scenario);
        return new Answer(
            questions,
            [.. questions.Select(q => q.Key).Where(k => !scenario.ContainsKey(k))],
            MaterialRules.Required(item, scenario, request.Answers ?? Answers.Empty),
            [.. published.Fees(scenario, request.Answers ?? Answers.Empty, isComplete: false).Select(f => new Fee(f.Name, f.Amount, f.DependsOn))]);
    }
}

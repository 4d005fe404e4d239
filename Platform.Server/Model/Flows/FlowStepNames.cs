using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>Problems of a flow name its steps by id. People know a step by its title: here it is said before the id, wherever a problem leaves for people. Pure.</summary>
public sealed class FlowStepNames
{
    private const string Id = "id";
    private const string Step = "step";

    /// <summary>Values of problems that name a step.</summary>
    private static readonly string[] Naming = [Id, "source", "target"];

    private readonly Dictionary<string, LocalizedText> _titles = new(StringComparer.Ordinal);

    private FlowStepNames(JsonElement document)
    {
        foreach (var activity in FlowActivities.All(document).SelectMany(a => FlowActivities.CompensationOf(a) is { } undoing ? FlowActivities.All(undoing).Prepend(a) : [a]))
        {
            if (FlowActivities.IdOf(activity) is { Length: > 0 } id && FlowActivities.TitleOf(activity) is { IsEmpty: false } title)
            {
                _titles.TryAdd(id, title);
            }
        }
    }

    /// <summary>Those of the steps in the document of a flow.</summary>
    public static FlowStepNames In(JsonElement document) => new(document);

    /// <summary>Id of the step a problem is about, whether its title is said or not; null where it is about none.</summary>
    public static string? StepOf(Problem problem) => problem.Values is not { } values ? null : (values.GetValueOrDefault(Step) ?? values.GetValueOrDefault(Id)) as string;

    /// <summary>The problem with the titles of the steps it names. Done twice it is done once.</summary>
    public Problem Name(Problem problem)
    {
        if (problem.Values is not { } values || !values.Any(IsTitled))
        {
            return problem;
        }

        var named = values.ToDictionary(v => v.Key, v => IsTitled(v) ? Titled((string)v.Value!) : v.Value, StringComparer.Ordinal);
        if (values.GetValueOrDefault(Id) is string id)
        {
            named.TryAdd(Step, id);
        }

        return problem with { Values = named };
    }

    private bool IsTitled(KeyValuePair<string, object?> value) => Naming.Contains(value.Key) && value.Value is string id && _titles.ContainsKey(id);

    private LocalizedText Titled(string id) => new(_titles[id].Texts.Where(t => t.Value.Length > 0).ToDictionary(t => t.Key, t => t.Key == LocalizedText.Chinese ? $"{t.Value}（{id}）" : $"{t.Value} ({id})", StringComparer.Ordinal));
}

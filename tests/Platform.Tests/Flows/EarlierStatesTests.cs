using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Flows;

/// <summary>A case runs for months: a state that an earlier release wrote goes on here as one of ours does.</summary>
public sealed class EarlierStatesTests
{
    private static readonly JsonSerializerOptions Plainly = new(ModelJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly EarlierFlows Stored = TestData.Json<EarlierFlows>("Flows/Data/states.json");

    public static TheoryData<string> Names => [.. Stored.Flows.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_state_of_an_earlier_release_goes_on_as_ours_does(string name)
    {
        var flow = Stored.Flows.Single(f => f.Name == name);
        for (var from = 0; from < flow.States.Count; from++)
        {
            if (flow.States[from] is { } stored)
            {
                await CompareAsync(flow, from, stored.GetRawText());
            }
        }
    }

    [Fact]
    public void Every_member_a_state_can_have_is_among_them()
    {
        var members = Stored.Flows.SelectMany(f => f.States).OfType<JsonElement>().SelectMany(s => Members("", s)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                ".a", ".i", ".n", ".o", ".s", ".u", ".v",
                "a.b", "a.f", "a.g", "a.h", "a.k", "a.m", "a.o", "a.p", "a.q", "a.t", "a.w", "a.x",
                "b.b", "b.h", "b.k", "b.t", "f.b", "f.d", "f.g", "f.o", "f.r", "f.t", "f.w", "q.h", "q.k", "u.b", "u.k", "x.c", "x.d", "x.i", "x.n", "x.o",
            ],
            members);
    }

    private static async Task CompareAsync(EarlierFlow flow, int from, string stored)
    {
        var ours = new EarlierRun(flow);
        await ours.StartAsync();
        foreach (var step in flow.Steps.Take(from))
        {
            await ours.NextAsync(step);
        }

        var theirs = new EarlierRun(flow).From(stored, ours);
        Assert.Equal(ours.Earlier(), theirs.Earlier());
        foreach (var step in flow.Steps.Skip(from))
        {
            var (expected, found) = (await ours.NextAsync(step), await theirs.NextAsync(step));
            Assert.Equal(expected.Status, found.Status);
            Assert.Equal(expected.Trace, found.Trace);
            Assert.Equal(expected.Effects.Select(Written), found.Effects.Select(Written));
            Assert.Equal(expected.Awaits, found.Awaits);
            Assert.Equal(expected.State, found.State);
            Assert.Equal(ours.Earlier(), theirs.Earlier());
        }
    }

    private static string Written(FlowEffect effect) => effect.GetType().Name + JsonSerializer.Serialize<object>(effect, Plainly);

    /// <summary>Members by the letter of the list or object they stand in; values, memories and data have names of their own.</summary>
    private static IEnumerable<string> Members(string within, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Members(within, v)),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m =>
            m.Name is "v" or "m" or "i" or "d" || (m.Name == "o" && within is "" or "x") ? [$"{within}.{m.Name}"] : Members(m.Name, m.Value).Prepend($"{within}.{m.Name}")),
        _ => [],
    };
}

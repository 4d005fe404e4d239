using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Workbench;
using Platform.Tests.Cases.Workbench;
using Platform.Tests.Flows;

namespace Platform.Tests.Decisions;

/// <summary>What the caseworker reads of an answer in the history of a case.</summary>
public sealed class DecisionDetailsTests
{
    private static readonly DecisionDetails Details = new(new KeyLocalizer());

    [Fact]
    public async Task The_history_says_inputs_rows_with_their_reasons_and_result()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var entry = await EntryAsync("""{"age":70,"household":"local"}""");

        Assert.True(DecisionDetails.Is(entry));
        Assert.Equal("journal.decisionTable(Entitlement to the senior citizen’s card)", Details.Title(entry));
        Assert.Equal(
            [
                ("Age", "70"),
                ("Household register", "“This province”"),
                ("decisionTable.row(2,of-the-province)", "decisionTable.because(Sixty or over and registered in this province (Article 2).,Age: at least 60decisionTable.andHousehold register: “This province”)"),
                ("decisionTable.result(Entitlement)", "“Entitled”"),
            ],
            Details.Lines(entry));
    }

    [Fact]
    public async Task That_nothing_fired_is_said_too()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var entry = await EntryAsync("""{"household":"local"}""");

        Assert.Equal([("Age", "not given"), ("Household register", "“This province”"), ("decisionTable.default", "decisionTable.nothing")], Details.Lines(entry));
    }

    private static async Task<CaseEventResource> EntryAsync(string inputs)
    {
        var given = JsonElement.Parse(inputs);
        var table = (await ShippedFlows.TableAsync("elderly-card-entitlement"))!;
        var explanation = DecisionWords.Explain(table.Decide(i => given.TryGetProperty(i.Id, out var value) ? value : null).Value);
        var payload = DecisionEntry.Of(new FlowEffect.ExplainDecision("t", explanation));
        return new(1, DecisionEntry.NameOf(explanation), default, null, null, null, null, null, JsonSerializer.SerializeToNode(payload, ModelJson.Options), null);
    }
}

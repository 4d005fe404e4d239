using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Tests.Cases;

public sealed class TerseJsonTests
{
    private static readonly CaseSettings Usual = new(new TimeLimit(20, ClockUnit.WorkingDay), new TimeLimit(10, ClockUnit.WorkingDay), new TimeLimit(20, ClockUnit.WorkingDay));

    [Fact]
    public void What_the_constructor_supplies_is_not_written()
    {
        var json = JsonSerializer.Serialize(CaseFacts.New(Usual), ModelJson.Terse);

        Assert.Equal(
            """{"state":"draft","settings":{"statutory":{"amount":20,"unit":"workingDay"},"promised":{"amount":10,"unit":"workingDay"},"supplement":{"amount":20,"unit":"workingDay"}}}""",
            json);
    }

    [Fact]
    public void Another_value_survives_even_when_it_is_the_default_of_its_type()
    {
        var unusual = Usual with { NoticeDays = 0, Joint = true, OutOfHours = OutOfHours.NextWorkingDay, MaxExtensionDays = 0 };
        var facts = CaseFacts.New(unusual) with { State = CaseState.Received, OpenGap = ["plan"], GapDueOn = new(2026, 3, 1) };

        var read = JsonSerializer.Deserialize<CaseFacts>(JsonSerializer.Serialize(facts, ModelJson.Terse), ModelJson.Terse)!;

        Assert.Equal(unusual, read.Settings);
        Assert.Equal(["plan"], read.OpenGap!);
        Assert.Equal(facts, read with { OpenGap = facts.OpenGap });
    }

    [Fact]
    public void It_reads_what_was_written_in_full()
    {
        var facts = CaseFacts.New(Usual) with { SupplementNoticeUsed = true };

        Assert.Equal(facts, JsonSerializer.Deserialize<CaseFacts>(JsonSerializer.Serialize(facts, ModelJson.Options), ModelJson.Terse));
    }
}

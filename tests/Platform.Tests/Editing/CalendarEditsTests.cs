using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Calendars;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

public sealed class CalendarEditsTests
{
    private static readonly DateOnly NewYear = new(2026, 1, 1);

    [Fact]
    public void A_working_day_turns_to_a_day_off_and_back_to_nothing()
    {
        var calendar = Calendar();
        Turn(calendar, new DateOnly(2026, 3, 4));
        Assert.Equal("""[{"date":"2026-01-01","isOffDay":true,"name":"元旦"},{"date":"2026-03-04","isOffDay":true}]""", Days(calendar));
        Turn(calendar, new DateOnly(2026, 3, 4));
        Assert.Equal(Days(Calendar()), Days(calendar));
    }

    [Fact]
    public void A_weekend_day_turns_to_a_working_day_and_back_to_nothing()
    {
        var calendar = Calendar();
        Turn(calendar, new DateOnly(2026, 1, 4));
        Assert.Equal(DayKind.MakeUp, CalendarReading.Of(calendar).On(new(2026, 1, 4)).Kind);
        Turn(calendar, new DateOnly(2026, 1, 4));
        Assert.Equal(DayKind.Weekend, CalendarReading.Of(calendar).On(new(2026, 1, 4)).Kind);
        Assert.Equal(Days(Calendar()), Days(calendar));
    }

    [Theory]
    [InlineData("""[{"date":"2026-01-01","isOffDay":true,"name":"元旦"}]""", "2026-01-01")]
    [InlineData("""[{"date":"2026-01-04","isOffDay":false,"name":"元旦","note":"补班"}]""", "2026-01-04")]
    [InlineData("""[{"date":"2026-01-03","isOffDay":true}]""", "2026-01-03")]
    [InlineData("""[{"date":"2026-01-01","isOffDay":true,"name":"元旦"},{"date":"2026-01-04","isOffDay":false}]""", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")]
    public void Turned_twice_a_day_stands_there_as_it_did(string listed, params string[] days)
    {
        var calendar = Calendar();
        calendar["years"]![0]!["days"] = JsonNode.Parse(listed);
        var dates = days.Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture)).ToArray();
        var before = CalendarReading.Of(calendar).On(dates[0]).IsOff;
        Turn(calendar, dates);
        Assert.All(dates, d => Assert.Equal(!before, CalendarReading.Of(calendar).On(d).IsOff));
        if (days.Length == 1)
        {
            Turn(calendar, dates);
            Assert.Equal(JsonNode.Parse(listed)!.ToJsonString(ModelJson.Options), Days(calendar));
            Turn(calendar, dates);
            Assert.Equal(!before, CalendarReading.Of(calendar).On(dates[0]).IsOff);
        }
    }

    [Fact]
    public void A_weekend_among_days_off_belongs_to_their_holiday_and_takes_its_name()
    {
        var calendar = Calendar();
        Turn(calendar, [.. CalendarGrid.Between(new(2026, 1, 4), new(2026, 1, 2))]);
        var reading = CalendarReading.Of(calendar);
        Assert.All(reading.Month(2026, 1).Take(4), d => Assert.Equal((DayKind.Holiday, "元旦"), (d.Kind, d.Name)));
        Assert.Equal(4, reading.Listed(2026).Count);

        CalendarEdits.Set(calendar, 2026, [new(2026, 1, 2), new(2026, 1, 3)], DayWish.Working);
        Assert.Equal([DayKind.Holiday, DayKind.Working, DayKind.MakeUp, DayKind.Holiday], CalendarReading.Of(calendar).Month(2026, 1).Take(4).Select(d => d.Kind));
        CalendarEdits.Set(calendar, 2026, CalendarGrid.Between(new(2026, 1, 2), new(2026, 1, 4)), DayWish.Usual);
        Assert.Equal(Days(Calendar()), Days(calendar));
    }

    [Fact]
    public void A_name_goes_to_days_off_and_weekends_and_not_to_plain_working_days()
    {
        var calendar = Calendar();
        CalendarEdits.Name(calendar, 2026, CalendarGrid.Between(NewYear, new(2026, 1, 4)), "假期");
        Assert.Equal("""[{"date":"2026-01-01","isOffDay":true,"name":"假期"},{"date":"2026-01-03","isOffDay":true,"name":"假期"},{"date":"2026-01-04","isOffDay":true,"name":"假期"}]""", Days(calendar));
        CalendarEdits.Name(calendar, 2026, [NewYear], "");
        Assert.StartsWith("""[{"date":"2026-01-01","isOffDay":true},""", Days(calendar), StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_year_is_added_by_its_number_and_is_changed_apart_from_the_others()
    {
        var calendar = Calendar();
        Assert.Equal(2027, CalendarEdits.AddYear(calendar, 2030));
        Assert.Equal([2026, 2027], CalendarReading.Of(calendar).Years);
        CalendarEdits.Set(calendar, 2027, [new(2027, 1, 1)], DayWish.Off);
        Assert.Equal(["2026", "2027"], EntryNames.Of(calendar["years"]!.AsArray()));
        Assert.True(WorkCalendar.From(calendar.Deserialize<WorkCalendarDefinition>(ModelJson.Options)!).Succeeded);
        CalendarEdits.RemoveYear(calendar, 2026);
        Assert.Equal([2027], CalendarReading.Of(calendar).Years);

        var empty = new JsonObject();
        Assert.Equal(2030, CalendarEdits.AddYear(empty, 2030));
        Assert.Equal("2031", EntryNames.Of(NewEntries.Of(RecordShape.Of(typeof(WorkCalendarYear)), empty["years"]!.AsArray())));
    }

    [Fact]
    public void A_day_that_the_year_before_announced_is_changed_where_it_stands()
    {
        var calendar = (JsonObject)JsonNode.Parse("""{"years":[{"year":2018,"days":[]},{"year":2019,"days":[{"date":"2018-12-29","isOffDay":false},{"date":"nonsense"},7]},{"year":"x"},null]}""")!;
        Assert.Equal(new DateOnly(2018, 12, 29), Assert.Single(CalendarReading.Of(calendar).Listed(2019)).Date);
        CalendarEdits.Set(calendar, 2018, [new(2018, 12, 29), new(2018, 12, 31)], DayWish.Off);
        Assert.Equal("""[{"date":"2018-12-31","isOffDay":true}]""", calendar["years"]![0]!["days"]!.ToJsonString());
        Assert.Equal("""{"date":"2018-12-29","isOffDay":true}""", calendar["years"]![1]!["days"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("2026-03-04", "ArrowLeft", "2026-03-03")]
    [InlineData("2026-03-04", "ArrowDown", "2026-03-11")]
    [InlineData("2026-03-04", "Home", "2026-03-02")]
    [InlineData("2026-03-08", "Home", "2026-03-02")]
    [InlineData("2026-03-04", "End", "2026-03-08")]
    [InlineData("2026-03-08", "End", "2026-03-08")]
    [InlineData("2026-03-31", "PageUp", "2026-02-28")]
    [InlineData("2026-12-31", "ArrowRight", null)]
    [InlineData("2026-12-30", "End", null)]
    [InlineData("2026-03-04", "x", null)]
    public void Keys_lead_through_the_year_and_not_out_of_it(string from, string key, string? to) =>
        Assert.Equal(to, CalendarGrid.Step(DateOnly.Parse(from, CultureInfo.InvariantCulture), key)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void Weeks_begin_on_Monday()
    {
        var weeks = CalendarGrid.Weeks(CalendarReading.Of([]).Month(2026, 2), new(2026, 2, 1));
        Assert.Equal([1, 7, 7, 7, 6], weeks.Select(w => w.Count(d => d is not null)));
        Assert.All(weeks, w => Assert.Equal(7, w.Count));
        Assert.Equal(DayOfWeek.Sunday, weeks[0][6]!.Date.DayOfWeek);
    }

    private static JsonObject Calendar() => (JsonObject)JsonNode.Parse("""{"key":"c","version":"1","years":[{"year":2026,"source":"x","days":[{"date":"2026-01-01","isOffDay":true,"name":"元旦"}]}]}""")!;

    private static string Days(JsonObject calendar) => calendar["years"]![0]!["days"]!.ToJsonString(ModelJson.Options);

    private readonly Dictionary<DateOnly, DayBefore> _before = [];

    private void Turn(JsonObject calendar, params DateOnly[] days) => CalendarEdits.Turn(calendar, 2026, days, _before);
}

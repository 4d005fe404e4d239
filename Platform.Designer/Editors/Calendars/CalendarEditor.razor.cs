using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Clocks;

namespace Platform.Designer.Editors.Calendars;

public sealed partial class CalendarEditor
{
    private const string Source = "source";
    private static readonly RecordShape Shape = RecordShape.Of(typeof(WorkCalendarDefinition));
    private static readonly RecordShape YearShape = RecordShape.Of(typeof(WorkCalendarYear));
    private static readonly Spot Years = Spot.Root.Member("years");
    private CalendarReading _reading = CalendarReading.Of([]);
    private IReadOnlyList<CalendarDay> _listed = [];
    private Spot? _yearSpot;
    private int? _year;
    private DateOnly _stop;

    /// <summary>Where a choice of several days began; the other end is where one is.</summary>
    private DateOnly? _anchor;
    private (DateOnly From, DateOnly To)? _chosen;

    /// <summary>What stood there before a day was turned here: turned once more it stands there again, name and all.</summary>
    private readonly Dictionary<DateOnly, DayBefore> _turned = [];

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private static IEnumerable<MemberShape> Facts => Shape.Members.Where(m => m.Name is not ("key" or "years"));

    private DateOnly Today => ChinaTime.DayOf(Clock.GetUtcNow());

    /// <summary>The year that would be added.</summary>
    private int Next => _reading.Years is [.., var last] ? last + 1 : Today.Year;

    private IReadOnlyList<DateOnly> Days => _chosen is { } chosen ? CalendarGrid.Between(chosen.From, chosen.To) : [];

    /// <summary>The chosen days in words.</summary>
    private string Chosen => Days switch
    {
        [] => T["calendar.chosen.none"],
        [var one] => CalendarWords.Say(T, _reading.On(one)),
        var several => T["calendar.chosen.several", Ui.Days.Text(several[0]), Ui.Days.Text(several[^1]), several.Count],
    };

    protected override void OnParametersSet()
    {
        _reading = CalendarReading.Of(Desk.Document);
        if (_year is null || !_reading.Years.Contains(_year.Value))
        {
            Show(_reading.Years.Contains(Today.Year) ? Today.Year : _reading.Years.Cast<int?>().LastOrDefault());
        }

        var list = Years.Find(Desk.Document) as JsonArray ?? [];
        var at = list.ToList().FindIndex(e => e is JsonObject entry && CalendarReading.YearOf(entry) == _year);
        _yearSpot = at < 0 ? null : Years.Entry(list, at);
        _listed = _year is { } year ? _reading.Listed(year) : [];
    }

    private void Show(int? year)
    {
        (_year, _chosen, _anchor) = (year, null, null);
        if (year is { } shown)
        {
            _stop = shown == Today.Year ? Today : new DateOnly(shown, 1, 1);
            _listed = _reading.Listed(shown);
        }
    }

    private void Show(int year)
    {
        Show((int?)year);
        OnParametersSet();
    }

    private Task AddYearAsync()
    {
        var year = Next;
        var saved = Desk.EditAsync(d => CalendarEdits.AddYear(d, Today.Year));
        _reading = CalendarReading.Of(Desk.Document);
        Show(year);
        return saved;
    }

    private async Task ActAsync(DayAct act)
    {
        if (act.Key is null)
        {
            // Somebody may only want to see what a day is, or to name it: the first press chooses.
            if (!act.Shift && Days.Contains(act.Day))
            {
                await TurnAsync();
            }
            else
            {
                Choose(act.Day, act.Shift);
            }
        }
        else if (act.Key is "Enter" or " ")
        {
            if (act.IsHeld)
            {
                return;
            }

            if (_chosen is not { } chosen || act.Day < chosen.From || act.Day > chosen.To)
            {
                Choose(act.Day, extend: false);
            }

            await TurnAsync();
        }
        else if (CalendarGrid.Step(act.Day, act.Key) is { } next)
        {
            // Walking alone chooses nothing: the day says itself what it is.
            var goesOn = act.Shift && _chosen is { } before && (before == (_anchor, act.Day) || before == (act.Day, _anchor));
            _anchor = goesOn ? _anchor : act.Day;
            _chosen = null;
            if (act.Shift)
            {
                Choose(next, extend: true);
            }
        }
    }

    private void Choose(DateOnly day, bool extend)
    {
        _anchor = extend ? _anchor ?? _chosen?.From ?? day : day;
        _chosen = _anchor < day ? (_anchor.Value, day) : (day, _anchor.Value);
    }

    private Task TurnAsync() => _year is { } year && Days is { Count: > 0 } days ? Desk.EditAsync(d => CalendarEdits.Turn(d, year, days, _turned)) : Task.CompletedTask;

    private Task SetAsync(DayWish wish)
    {
        foreach (var day in Days)
        {
            _turned.Remove(day);
        }

        return _year is { } year && Days is { Count: > 0 } days ? Desk.EditAsync(d => CalendarEdits.Set(d, year, days, wish)) : Task.CompletedTask;
    }

    private Task NameAsync(IReadOnlyList<DateOnly> days, string name) => _year is { } year ? Desk.EditAsync(d => CalendarEdits.Name(d, year, days, name)) : Task.CompletedTask;
}

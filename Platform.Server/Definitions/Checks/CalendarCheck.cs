using Platform.Model.Clocks;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Checks;

/// <summary>A calendar has the right shape and does not contradict itself.</summary>
internal sealed class CalendarCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Calendar;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(
            DocumentReader.TryRead<WorkCalendarDefinition>(draft.Document, out var calendar, out var fault)
                ? [.. WorkCalendar.From(calendar).Problems.Select(p => new DefinitionFinding(p))]
                : [fault]);
}

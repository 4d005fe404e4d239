// Bare shapes so that main compiles until the engineers of Clocks, Forms and Cases merge the real types.
// Whoever merges the real type deletes its line here; the file disappears with the last one.
namespace Platform.Model.Clocks
{
    public enum ClockUnit { WorkingDay, NaturalDay, Hour }
    public sealed class WorkCalendar;
}

namespace Platform.Model.Cases
{
    public enum CaseState { Draft, Submitted, PreCheck, Received, Supplementing, Accepted, InReview, Suspended, Decided, Completed, Delivered, NotRequired, AcceptanceRefused, Withdrawn, Terminated, ForwardedUp, Annulled }
    public abstract record CaseTransition;
}

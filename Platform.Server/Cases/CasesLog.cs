namespace Platform.Server.Cases;

internal static partial class CasesLog
{
    [LoggerMessage(2001, LogLevel.Debug, "Case {Number}: {Command} committed, now {State}, version {Version}")]
    public static partial void Committed(ILogger log, string number, string command, string state, long version);

    [LoggerMessage(2002, LogLevel.Warning, "Timer {TimerId} of case {CaseId} was refused: {Codes}; it is tried again at {NotBefore}")]
    public static partial void TimerRefused(ILogger log, Guid timerId, Guid caseId, string codes, DateTimeOffset notBefore);

    [LoggerMessage(2003, LogLevel.Error, "Timer {TimerId} of case {CaseId} failed; it is tried again at {NotBefore}")]
    public static partial void TimerFailed(ILogger log, Exception exception, Guid timerId, Guid caseId, DateTimeOffset notBefore);

    [LoggerMessage(2004, LogLevel.Error, "Looking for due timers failed; it is tried again at the next round")]
    public static partial void TimersUnreadable(ILogger log, Exception exception);

    [LoggerMessage(2005, LogLevel.Information, "Case {Number} was accepted by law: no notice within the time for it")]
    public static partial void DeemedAccepted(ILogger log, string number);

    [LoggerMessage(2006, LogLevel.Error, "Counting cases anew after a change of calendar failed; it is tried again at the next round")]
    public static partial void CalendarStumbled(ILogger log, Exception exception);

    [LoggerMessage(2007, LogLevel.Information, "Calendar {Calendar} of {Owner}, version {Version}: stage {Stage} ended, {Seen} cases seen, {Moved} with another deadline, {Skipped} could not be counted")]
    public static partial void CalendarStageEnded(ILogger log, string calendar, string owner, int version, Calendars.CalendarStage stage, int seen, int moved, int skipped);

    [LoggerMessage(2008, LogLevel.Warning, "Case {Number}: task {TaskId} names group {Group} of {Authority}, in which nobody holds {Role} there; everybody who holds it may do it")]
    public static partial void GroupEmpty(ILogger log, string number, Guid taskId, string group, string authority, string role);

    [LoggerMessage(2009, LogLevel.Error, "Case {CaseId} could not be counted anew by calendar {Calendar} of {Owner}, version {Version}, and keeps the one it had")]
    public static partial void CalendarSkipped(ILogger log, Exception exception, Guid caseId, string calendar, string owner, int version);

    [LoggerMessage(2012, LogLevel.Error, "Case {CaseId} could not be read for the lists, which know it as it was")]
    public static partial void LineSkipped(ILogger log, Exception exception, Guid caseId);

    [LoggerMessage(2010, LogLevel.Error, "Cases could not be put onto another version of their flow; it is tried again")]
    public static partial void MovesStumbled(ILogger log, Exception exception);

    [LoggerMessage(2011, LogLevel.Error, "Case {CaseId} could not be put onto flow {Flow} of {Owner}, version {Version}")]
    public static partial void MoveFailed(ILogger log, Exception exception, Guid caseId, string flow, string owner, int version);

    [LoggerMessage(2020, LogLevel.Debug, "The owner of case {CaseId} moves ({Reason}); it is asked again")]
    public static partial void OwnerMoves(ILogger log, Guid caseId, string reason);
}

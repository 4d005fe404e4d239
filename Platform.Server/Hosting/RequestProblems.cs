using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>Answers for what the framework or a bug refuses: no stack, no type names of ours, the path of the field where there is one.</summary>
internal sealed partial class RequestProblems(IDatabase database, ILogger<RequestProblems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.Response.HasStarted)
        {
            return false;
        }

        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (Outages.Of(exception, database.Dialect) is { } outage)
        {
            log.RequestPutOff(httpContext.Request.Method, PathOf(httpContext), outage, exception.GetBaseException().Message);
            if (!AnswersWithJson(httpContext))
            {
                return false;
            }

            await Answer(outage, httpContext).ExecuteAsync(httpContext);
            return true;
        }

        if (exception is not BadHttpRequestException and not AntiforgeryValidationException)
        {
            log.RequestFailed(exception, httpContext.Request.Method, PathOf(httpContext));
            if (!AnswersWithJson(httpContext))
            {
                return false;
            }
        }

        await Answer(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>For statuses that nobody wrote a body to: 404, 405 and their kin.</summary>
    public static Task WriteAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var (request, code) = (context.Request, context.Response.StatusCode);
        var problem = code switch
        {
            StatusCodes.Status401Unauthorized => Problem.Of("access.signIn", ProblemKind.Unauthenticated),
            StatusCodes.Status404NotFound => Problem.NotFound("request.notFound", ("path", request.Path.Value)),
            StatusCodes.Status405MethodNotAllowed => Problem.Invalid("request.method", null, ("method", request.Method)),
            StatusCodes.Status413PayloadTooLarge => TooLarge(context),
            StatusCodes.Status415UnsupportedMediaType => MediaType(context),
            _ => Problem.Invalid("request.invalid"),
        };
        return new ProblemAnswer([problem], code).ExecuteAsync(context);
    }

    /// <summary>Programs get problem details, people with a browser a page.</summary>
    public static bool AnswersWithJson(HttpContext context) =>
        PathOf(context).StartsWithSegments("/api", StringComparison.Ordinal)
        || !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was asked for: while an error is answered the request already carries the path of its page.</summary>
    private static PathString PathOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerPathFeature>() is { Path: var asked } ? new PathString(asked) : context.Request.Path;

    /// <summary>When to ask again, in whole seconds.</summary>
    public const string RetryAfter = "5";

    private static ProblemAnswer Answer(Outage outage, HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfter;
        return new([Problem.Invalid(outage is Outage.Unresolved or Outage.Silent or Outage.Moving ? "server.unresolved" : "server.unavailable")], StatusCodes.Status503ServiceUnavailable);
    }

    private static ProblemAnswer Answer(Exception exception, HttpContext context) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new([TooLarge(context)]),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => new([MediaType(context)], bad.StatusCode),
        BadHttpRequestException { InnerException: JsonException json } => new([OfJson(json, context)]),
        BadHttpRequestException { InnerException: AntiforgeryValidationException } or AntiforgeryValidationException => new([Problem.Invalid("request.antiforgery")]),
        BadHttpRequestException bad => new([OfBinding(bad)], bad.StatusCode),
        _ => new([Problem.Invalid("server.failed", null, ("trace", Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier))], StatusCodes.Status500InternalServerError),
    };

    private static Problem TooLarge(HttpContext context) =>
        Problem.Of("request.tooLarge", ProblemKind.TooLarge, null, ("limit", context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? RequestLimits.Json));

    private static Problem MediaType(HttpContext context) =>
        Problem.Invalid("request.mediaType", null, ("value", context.Request.ContentType), ("expected", string.Join(", ", context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()?.ContentTypes ?? ["application/json"])));

    private static Problem OfJson(JsonException e, HttpContext context)
    {
        var field = FieldOf(e.Path);
        if (Unmapped().Match(e.Message) is { Success: true } unmapped)
        {
            return Problem.Invalid("request.member", Join(field, unmapped.Groups["name"].Value), ("member", unmapped.Groups["name"].Value));
        }

        if (Missing().Match(e.Message) is { Success: true } missing)
        {
            var member = missing.Groups["name"].Value;
            return Problem.Invalid("request.required", Join(field, member), ("member", member));
        }

        // For a value of another kind the message names the object around it; what was wanted is said by the reader inside.
        if (e.InnerException is InvalidOperationException or FormatException && Wanted().Match(e.InnerException.Message) is { Success: true } wanted)
        {
            var word = wanted.Groups["word"];
            return Problem.Invalid("request.type", field, ("field", field), ("expected", word.Success ? word.Value : Expected("System." + wanted.Groups["type"].Value)));
        }

        if (Converted().Match(e.Message) is { Success: true } converted)
        {
            return Problem.Invalid("request.type", field, ("field", field), ("expected", Expected(converted.Groups["type"].Value)));
        }

        // Only what is no JSON at all has the reader's own exception inside; the rest was refused by one of our converters.
        if (e.InnerException is not JsonException)
        {
            return Problem.Invalid("request.value", field, ("field", field));
        }

        var texts = context.RequestServices.GetRequiredService<ProblemTexts>();
        var position = Problem.Invalid("request.jsonPosition", null, ("line", (e.LineNumber ?? 0) + 1), ("column", (e.BytePositionInLine ?? 0) + 1));
        return Problem.Invalid("request.json", null, ("reason", texts.Say(position)));
    }

    private static Problem OfBinding(BadHttpRequestException e)
    {
        if (Parameter().Match(e.Message) is { Success: true } parameter)
        {
            var name = parameter.Groups["name"].Value;
            return parameter.Groups["value"].Success
                ? Problem.Invalid("request.parameter", name, ("parameter", name), ("value", parameter.Groups["value"].Value))
                : e.Message.Contains("from body", StringComparison.Ordinal) || e.Message.Contains("no body", StringComparison.Ordinal) ? Problem.Invalid("request.body") : Problem.Invalid("request.parameterRequired", name, ("parameter", name));
        }

        return e.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? Problem.Invalid(e.Message.Contains("Unexpected end", StringComparison.Ordinal) ? "request.truncated" : "request.body")
            : Problem.Invalid("request.invalid");
    }

    // The serializer names a type of ours; say it as JSON would.
    private static string Expected(string type)
    {
        var name = TypeName().Matches(type) is [.., var last] ? last.Value : type;
        return typeof(Problem).Assembly.GetType(name) is { IsEnum: true } words
            ? string.Join(" / ", Enum.GetNames(words).Select(JsonNamingPolicy.CamelCase.ConvertName))
            : type switch
        {
            _ when type.Contains("DateOnly", StringComparison.Ordinal) => "yyyy-MM-dd",
            _ when type.Contains("DateTime", StringComparison.Ordinal) => "yyyy-MM-ddTHH:mm:ssZ",
            _ when type.Contains("Guid", StringComparison.Ordinal) => "UUID",
            _ when type.Contains("Boolean", StringComparison.Ordinal) => "true / false",
            _ when type.Contains("System.Int", StringComparison.Ordinal) || type.Contains("System.Decimal", StringComparison.Ordinal) || type.Contains("System.Double", StringComparison.Ordinal) => "number",
            _ when type.Contains("System.String", StringComparison.Ordinal) && !type.Contains('[', StringComparison.Ordinal) => "string",
            _ when type.Contains("List", StringComparison.Ordinal) || type.Contains("[]", StringComparison.Ordinal) => "array",
            _ => "object",
        };
    }

    private static string? FieldOf(string? path) => path is null or "$" ? null : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static string Join(string? field, string member) => field is null || field == member ? member : field.EndsWith($".{member}", StringComparison.Ordinal) ? field : $"{field}.{member}";

    [GeneratedRegex("JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties.*: '?(?<name>[A-Za-z0-9_]+(?:\\[[0-9]+\\])?)")]
    private static partial Regex Missing();

    [GeneratedRegex("converted to (?<type>[^ ]+?)\\.? ")]
    private static partial Regex Converted();

    [GeneratedRegex("token type '[A-Za-z]+' as a (?<word>string|number|boolean)|supported (?<type>[A-Za-z]+) format|out of bounds for an? (?<type>[A-Za-z0-9]+)")]
    private static partial Regex Wanted();

    [GeneratedRegex("Platform[A-Za-z0-9_.+]+")]
    private static partial Regex TypeName();

    [GeneratedRegex("parameter \"(?:[^ \"]+ )*(?<name>[^\" ]+)\"(?: from \"(?<value>[^\"]*)\")?")]
    private static partial Regex Parameter();
}

/// <summary>Sizes of request bodies, in bytes.</summary>
internal static class RequestLimits
{
    /// <summary>Unless a route says otherwise (<c>.WithMetadata(new RequestSizeLimitAttribute(…))</c>).</summary>
    public const long Json = 1024 * 1024;
}

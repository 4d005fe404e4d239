using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.Server.Hosting;

/// <summary>The description of <c>/api</c> at <c>/openapi/v1.json</c>, OpenAPI 3.1.</summary>
internal static class OpenApi
{
    private const string Bearer = "bearer";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Government services platform",
                Version = "v1",
                Description = "Refusals are problem details (RFC 9457) with errors [{code, field, message}] in the language of Accept-Language (zh-CN, en).",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token of POST /api/v1/tokens, or the API key of a channel.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Access>().LastOrDefault() is { } access)
            {
                Describe(operation, access, context.Document!);
            }

            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, Access access, OpenApiDocument document)
    {
        operation.Responses ??= new OpenApiResponses();
        operation.Responses.TryAdd("4XX", new OpenApiResponse { Description = "Refused: problem details (application/problem+json)." });
        if (access.Rule == AccessRule.Open)
        {
            return;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        if (access.Permission is { } permission)
        {
            operation.Description = $"{operation.Description} Needs the permission `{permission}`.".Trim();
        }
    }
}

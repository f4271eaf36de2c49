/** The provider where this server keeps the files itself. */
export const OWN_PROVIDER = 'ubiops'
export const OTHER_PROVIDER = 'other'
export const providers = [
  { value: OWN_PROVIDER, label: 'Built in' },
  { value: 'amazon_s3', label: 'Amazon S3' },
  { value: 'google_cloud_storage', label: 'Google Cloud Storage' },
  { value: 'azure_blob_storage', label: 'Azure Blob Storage' },
  { value: OTHER_PROVIDER, label: 'Another' },
]

export const providerLabel = (provider: string) => providers.find(({ value }) => value === provider)?.label ?? provider
